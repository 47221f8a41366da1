// Sessions and tokens through the official JavaScript SDK, verified the ways an app verifies them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createClerkClient, verifyToken } from '@clerk/backend';

import { name } from './fresh.mjs';
import { refused } from './refusals.mjs';
import { startServer } from './server.mjs';

let server, clerk, keys;
before(async () => {
  server = await startServer();
  ({ clerk } = server);
  keys = await server.keys();
});
after(() => server?.stop());

async function signedIn() {
  const user = await clerk.users.createUser({ username: name() });
  const session = await clerk.sessions.createSession({ userId: user.id });
  return { user, session, token: (await clerk.sessions.getToken(session.id)).jwt };
}

test('sessions are listed with their total, shown and revoked', async () => {
  const { user, session } = await signedIn();
  const list = await clerk.sessions.getSessionList({ userId: user.id });
  assert.deepEqual(list.data.map(one => one.id), [session.id]);
  assert.equal(list.totalCount, 1);
  assert.equal((await clerk.sessions.getSession(session.id)).status, 'active');
  assert.equal((await clerk.sessions.revokeSession(session.id)).status, 'revoked');
  assert.equal((await clerk.sessions.getSessionList({ userId: user.id, status: 'active' })).totalCount, 0);
});

test('a token is verified offline with the PEM that the program shows', async () => {
  const { user, session, token } = await signedIn();
  const claims = await verifyToken(token, { jwtKey: keys.jwt_public_key });
  assert.deepEqual([claims.sub, claims.sid, claims.iss], [user.id, session.id, server.url.replace('http://', 'https://')]);
});

test('a token is verified with the published keys', async () => {
  const { user, token } = await signedIn();
  const claims = await verifyToken(token, { secretKey: server.secretKey, apiUrl: server.url });
  assert.equal(claims.sub, user.id);
});

test('the life of a token can be set', async () => {
  const { session } = await signedIn();
  const { jwt } = await clerk.sessions.getToken(session.id, undefined, 3_600);
  const claims = await verifyToken(jwt, { jwtKey: keys.jwt_public_key });
  assert.equal(claims.exp - claims.iat, 3_600);
});

for (const [how, options] of [['offline', () => ({ jwtKey: keys.jwt_public_key })], ['with the published keys', () => ({})]])
  test(`a request with a token in its header is authenticated ${how}`, async () => {
    const { user, session, token } = await signedIn();
    const app = createClerkClient({
      secretKey: server.secretKey,
      publishableKey: keys.publishable_key,
      apiUrl: server.url,
      ...options(),
    });
    const request = new Request('http://app.test/', { headers: { Authorization: `Bearer ${token}` } });
    const state = await app.authenticateRequest(request);
    assert.equal(state.status, 'signed-in', `${state.reason}: ${state.message}`);
    const auth = state.toAuth();
    assert.deepEqual([auth.userId, auth.sessionId], [user.id, session.id]);
  });

test('a request with a changed token is not authenticated', async () => {
  const { token } = await signedIn();
  const [head, claims, signature] = token.split('.');
  const forged = [head, claims, signature.split('').reverse().join('')].join('.');
  const app = createClerkClient({ secretKey: server.secretKey, publishableKey: keys.publishable_key, apiUrl: server.url });
  const request = new Request('http://app.test/', { headers: { Authorization: `Bearer ${forged}` } });
  assert.equal((await app.authenticateRequest(request)).status, 'signed-out');
});

test('a sign-in token is created and revoked once', async () => {
  const { user } = await signedIn();
  const created = await clerk.signInTokens.createSignInToken({ userId: user.id, expiresInSeconds: 600 });
  assert.deepEqual([created.status, created.userId], ['pending', user.id]);
  assert.ok(created.token);
  assert.equal(created.url, null);
  assert.equal((await clerk.signInTokens.revokeSignInToken(created.id)).status, 'revoked');
  const again = clerk.signInTokens.revokeSignInToken(created.id);
  await refused(again, 400, 'sign_in_token_cannot_be_revoked_code');
});

test('a testing token is made', async () => {
  const created = await clerk.testingTokens.createTestingToken();
  assert.ok(created.token);
  // This SDK has no class for testing tokens, so the names are the wire's.
  assert.ok(created.expires_at > Date.now() / 1_000 && created.expires_at < Date.now() / 1_000 + 86_400);
});

test('the published keys are shown', async () => {
  const { keys: published } = await clerk.jwks.getJwks();
  assert.deepEqual([published[0].kty, published[0].alg, published[0].use], ['RSA', 'RS256', 'sig']);
});

test('the instance is shown and test mode set', async () => {
  assert.equal((await clerk.instance.get()).environmentType, 'development');
  assert.equal(await clerk.instance.update({ testMode: true }), undefined);
});

test('unknown sessions, tokens and users are refused as typed', async () => {
  await refused(clerk.sessions.getSession('sess_unknown'), 404, 'resource_not_found');
  await refused(clerk.sessions.getToken('sess_unknown'), 404, 'resource_not_found');
  await refused(clerk.sessions.createSession({ userId: 'user_unknown' }), 404, 'resource_not_found');
  await refused(clerk.signInTokens.revokeSignInToken('sit_unknown'), 404, 'resource_not_found');
});
