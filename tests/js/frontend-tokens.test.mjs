// Session tokens that the Frontend API mints, verified as an app's server does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { verifyToken } from '@clerk/backend';
import { decodeJwt } from '@clerk/backend/jwt';

import { APP, Browser, DevBrowser, NativeApp, refused } from './frontend.mjs';
import { appServer } from './pages.mjs';
import { startServer, until } from './server.mjs';

const TEMPLATES = {
  warehouse: { claims: { aud: 'warehouse', role: 'reader', scope: ['rows', 'columns'] }, lifetime: 600 },
  plain: { claims: {} },
};

let server, keys, offline, online;
before(async () => {
  server = await startServer({ STROWGER_SESSION_JWT_TEMPLATES: JSON.stringify(TEMPLATES) });
  keys = await server.keys();
  offline = { jwtKey: keys.jwt_public_key };
  online = { secretKey: server.secretKey, apiUrl: server.url, skipJwksCache: true };
});
after(async () => assert.equal(await server?.stop(), 0));

const HOLDERS = {
  'a browser with a cookie': () => new Browser(server, keys),
  'a development browser': () => DevBrowser.open(server, keys),
  'a native app': () => new NativeApp(server),
};

async function signedUp(holder = 'a browser with a cookie') {
  const frontend = await HOLDERS[holder]();
  await frontend.signUp();
  return frontend;
}

const issuer = () => server.url.replace('http://', 'https://');

for (const holder of Object.keys(HOLDERS)) {
  test(`the token of ${holder} is verified offline with the PEM that the program shows`, async () => {
    const frontend = await signedUp(holder);
    const claims = await verifyToken(await frontend.token(), offline);
    assert.deepEqual([claims.sub, claims.sid], [frontend.user.id, frontend.session.id]);
  });

  test(`the token of ${holder} is verified with the published keys`, async () => {
    const frontend = await signedUp(holder);
    const claims = await verifyToken(await frontend.token(), online);
    assert.deepEqual([claims.sub, claims.sid], [frontend.user.id, frontend.session.id]);
  });

  test(`the token in the client of ${holder} is as good as one that is asked for`, async () => {
    const frontend = await signedUp(holder);
    const client = await frontend.done('GET', '/client');
    const claims = await verifyToken(client.sessions[0].last_active_token.jwt, offline);
    assert.deepEqual([claims.sub, claims.sid], [frontend.user.id, client.last_active_session_id]);
  });
}

test('a token claims who, since when, until when, for whom and by whom, and nothing else', async () => {
  const frontend = await signedUp();
  const { iat, exp, nbf, jti, ...claims } = await verifyToken(await frontend.token(), offline);
  assert.deepEqual(claims, {
    azp: APP,
    fva: [0, -1],
    iss: issuer(),
    sid: frontend.session.id,
    sts: 'active',
    sub: frontend.user.id,
    v: 2,
  });
  assert.deepEqual([exp - iat, iat - nbf], [60, 10]);
  assert.ok(Math.abs(iat - Date.now() / 1_000) < 5, `issued at ${iat}`);
  assert.ok(typeof jti === 'string' && jti.length >= 8, jti);
});

test('the head of a token names its key among the published ones, and that it is of a session', async () => {
  const { header } = decodeJwt(await (await signedUp()).token());
  const published = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
  assert.deepEqual([header.alg, header.typ, header.cat], ['RS256', 'JWT', 'cl_B7d4PD111AAA']);
  assert.ok(published.keys.some(key => key.kid === header.kid && key.use === 'sig'), JSON.stringify(published));
});

test('a token names the origin that it was minted for, and only an app of that origin takes it', async () => {
  const token = await (await signedUp()).token();
  assert.ok(await verifyToken(token, { ...offline, authorizedParties: ['https://other.test', APP] }));
  const reason = { reason: 'token-invalid-authorized-parties' };
  await assert.rejects(verifyToken(token, { ...offline, authorizedParties: ['https://other.test'] }), reason);
});

test('a native app has no origin, so its token names none, and an app that asks for one refuses it', async () => {
  const token = await (await signedUp('a native app')).token();
  assert.ok(!('azp' in (await verifyToken(token, offline))));
  const reason = { reason: 'token-invalid-authorized-parties' };
  await assert.rejects(verifyToken(token, { ...offline, authorizedParties: [APP] }), reason);
});

test('the issuer is the host of the publishable key, and no other passes for it', async () => {
  const token = await (await signedUp()).token();
  assert.ok(await verifyToken(token, { ...offline, issuer: issuer() }));
  await assert.rejects(verifyToken(token, { ...offline, issuer: `${issuer()}/` }), { reason: 'token-invalid-issuer' });
});

test('a token is refused when a claim was changed', async () => {
  const [head, claims, signature] = (await (await signedUp()).token()).split('.');
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url')), sub: 'user_other' };
  const forged = [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
  await assert.rejects(verifyToken(forged, offline), { reason: 'token-invalid-signature' });
});

test('a token counts the minutes since both factors', async () => {
  const frontend = await signedUp();
  await frontend.addSecondFactor();
  assert.deepEqual((await verifyToken(await frontend.token(), offline)).fva, [0, -1]);
  await frontend.stepUp();
  assert.deepEqual((await verifyToken(await frontend.token(), offline)).fva, [0, 0]);
});

test('a token of a template has the claims and the life of the template', async () => {
  const frontend = await signedUp();
  const token = await frontend.token('warehouse');
  const claims = await verifyToken(token, { ...offline, audience: 'warehouse', issuer: issuer() });
  assert.deepEqual([claims.role, claims.scope, claims.sub], ['reader', ['rows', 'columns'], frontend.user.id]);
  assert.equal(claims.exp - claims.iat, 600);
  assert.equal((await verifyToken(token, online)).jti, claims.jti);
  await assert.rejects(verifyToken(token, { ...offline, audience: 'kitchen' }), { reason: 'token-verification-failed' });
});

test('a token of a template passes for no session, however long it lives', async () => {
  const token = await (await signedUp()).token('warehouse');
  const request = new Request(APP, { headers: { Authorization: `Bearer ${token}` } });
  const state = await appServer(server, keys, offline).authenticateRequest(request);
  assert.deepEqual([state.status, state.reason], ['signed-out', 'token-type-mismatch']);
});

test('a template that says no life gives a minute', async () => {
  const claims = await verifyToken(await (await signedUp()).token('plain'), offline);
  assert.equal(claims.exp - claims.iat, 60);
});

test('a template can not say who the user is', async () => {
  const templates = JSON.stringify({ liar: { claims: { sub: 'user_other', iss: 'https://other.test', exp: 4_102_444_800 } } });
  const lying = await startServer({ STROWGER_SESSION_JWT_TEMPLATES: templates }).catch(refusal => refusal);
  // Refusing to start with it is as good as not letting it through.
  if (lying instanceof Error) return assert.match(lying.message, /the server ended with 2/);
  try {
    const shown = await lying.keys();
    const frontend = new Browser(lying, shown);
    await frontend.signUp();
    const claims = await verifyToken(await frontend.token('liar'), { jwtKey: shown.jwt_public_key });
    assert.deepEqual([claims.sub, claims.iss], [frontend.user.id, lying.url.replace('http://', 'https://')]);
    assert.equal(claims.exp - claims.iat, 60);
  } finally {
    await lying.stop();
  }
});

test('an unknown template is refused', async () => {
  const frontend = await signedUp();
  refused(await frontend.ask('POST', `/client/sessions/${frontend.session.id}/tokens/unknown`), 404, 'resource_not_found');
});

test('a token is given to the holder of the session only', async () => {
  const [one, other] = [await signedUp(), await signedUp()];
  const answer = await other.ask('POST', `/client/sessions/${one.session.id}/tokens`);
  assert.ok([401, 404].includes(answer.status), JSON.stringify(answer.body));
  assert.ok(!('jwt' in answer.body));
});

test('after the keys are rotated a running server signs with the new one, and older tokens are verified still', async () => {
  const rotating = await startServer();
  try {
    const before = await rotating.keys();
    const published = { secretKey: rotating.secretKey, apiUrl: rotating.url, skipJwksCache: true };
    const frontend = new Browser(rotating, before);
    await frontend.signUp();
    const old = await frontend.token();
    const kid = token => decodeJwt(token).header.kid;

    await rotating.run('keys', 'rotate');
    const renewed = await until(
      async () => {
        const token = await frontend.token();
        return kid(token) !== kid(old) && token;
      },
      20_000,
      () => 'the server signs with the new key',
    );
    const after = await rotating.keys();
    assert.notEqual(after.jwt_public_key, before.jwt_public_key);
    for (const token of [old, renewed]) assert.equal((await verifyToken(token, published)).sub, frontend.user.id);
    assert.ok(await verifyToken(renewed, { jwtKey: after.jwt_public_key }));
    assert.ok(await verifyToken(old, { jwtKey: before.jwt_public_key }));
    await assert.rejects(verifyToken(renewed, { jwtKey: before.jwt_public_key }), { reason: 'token-invalid-signature' });

    const listed = await (await fetch(`${rotating.url}/.well-known/jwks.json`)).json();
    for (const token of [old, renewed]) assert.ok(listed.keys.some(key => key.kid === kid(token)), JSON.stringify(listed));
    assert.equal((await frontend.done('GET', '/me')).id, frontend.user.id);
  } finally {
    assert.equal(await rotating.stop(), 0);
  }
});
