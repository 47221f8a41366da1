// Pages of an app whose server runs the official JavaScript SDK: who it takes for signed in, by the cookies that a browser
// has after it used the Frontend API, and after a handshake with the server where they do not suffice.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { APP, Browser, DevBrowser, suffix } from './frontend.mjs';
import { appServer, followHandshake, navigation, visit } from './pages.mjs';
import { startServer } from './server.mjs';

const PAGE = `${APP}/account?tab=phones&q=%2B1%20415#numbers`;
const MINUTE_MS = 60_000;

// Production takes test numbers here, but spares them no limit.
const PRODUCTION = {
  STROWGER_MODE: 'production',
  STROWGER_MASTER_KEY: randomBytes(32).toString('hex'),
  STROWGER_SECRET_KEY: `sk_live_${randomBytes(20).toString('hex')}`,
  STROWGER_SMS_WEBHOOK_URL: 'http://127.0.0.1:9/texts',
  STROWGER_SMS_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  STROWGER_SMS_ALLOWED_COUNTRIES: 'US',
  STROWGER_INSTANCE_TEST_MODE: 'true',
  STROWGER_INSTANCE_ALLOWED_ORIGINS: APP,
  STROWGER_LIMITS_CREATES_PER_IP: '1000',
  STROWGER_LIMITS_ATTEMPTS_PER_CLIENT: '1000',
  STROWGER_LIMITS_ATTEMPTS_PER_IP: '1000',
  STROWGER_LIMITS_SENDS_PER_IP: '1000',
  STROWGER_LIMITS_RESEND_PAUSE_MS: '0',
};

/** What an address says, however it was escaped. */
function told(url) {
  const { origin, pathname, searchParams } = new URL(url);
  return [origin, pathname, ...searchParams];
}

const cookieNames = (name, browser) => [name, `${name}_${browser.suffix}`];
/** So late that a token of now has expired, though nobody waited. */
const LATER = { clockSkewInMs: -2 * MINUTE_MS };

function assertSignedIn({ state, url }, browser) {
  assert.equal(state.status, 'signed-in', `${state.reason}: ${state.message}`);
  const auth = state.toAuth();
  assert.deepEqual([auth.userId, auth.sessionId], [browser.user.id, browser.session.id]);
  assert.deepEqual(told(url), told(PAGE));
  return auth;
}

/** Another visit needs no handshake: the cookies are now what they should be. */
async function assertSettled(app, browser, status) {
  const { state, reasons } = await visit(app, browser, PAGE);
  assert.deepEqual([state.status, reasons], [status, []], state.message);
}

// The app asks the server for its keys, or has one of them in its configuration.
const APPS = { 'with the published keys': () => ({}), offline: keys => ({ jwtKey: keys.jwt_public_key }) };

for (const [mode, settings, open] of [
  ['production', PRODUCTION, async (server, keys) => new Browser(server, keys)],
  ['development', {}, (server, keys) => DevBrowser.open(server, keys)],
])
  describe(mode, () => {
    let server, keys, app;
    before(async () => {
      server = await startServer(settings);
      keys = await server.keys();
      app = appServer(server, keys);
    });
    after(async () => assert.equal(await server?.stop(), 0));

    async function signedUp() {
      const browser = await open(server, keys);
      await browser.signUp();
      return browser;
    }

    for (const [how, options] of Object.entries(APPS))
      test(`who signed up is signed in at the app ${how}, without a handshake`, async () => {
        const browser = await signedUp();
        const seen = await visit(appServer(server, keys, options(keys)), browser, PAGE);
        assertSignedIn(seen, browser);
        assert.deepEqual(seen.reasons, []);
      });

    test('who signed in is signed in at the app, without a handshake', async () => {
      const { phone_number: phoneNumber } = (await signedUp()).user.phone_numbers[0];
      const browser = await open(server, keys);
      await browser.signIn(phoneNumber);
      const seen = await visit(app, browser, PAGE);
      assertSignedIn(seen, browser);
      assert.deepEqual(seen.reasons, []);
    });

    test('what the user changes in the profile does not send the next page to a handshake', async () => {
      const browser = await signedUp();
      await browser.addSecondFactor();
      await browser.done('PATCH', '/me', { first_name: 'Almon' });
      const seen = await visit(app, browser, PAGE);
      assertSignedIn(seen, browser);
      assert.deepEqual(seen.reasons, []);
    });

    test('a page without the time of the last sign-in asks for a handshake, and for nothing that is elsewhere', async () => {
      const browser = await signedUp();
      cookieNames('__client_uat', browser).forEach(name => browser.cookies.remove(name));
      const state = await app.authenticateRequest(navigation(browser, PAGE));
      assert.deepEqual([state.status, state.reason], ['handshake', 'session-token-but-no-client-uat']);
      const target = new URL(state.headers.get('location'));
      assert.deepEqual([target.origin, target.pathname], [server.url, '/v1/client/handshake']);
      const direct = await appServer(server, keys, { proxyUrl: '' }).authenticateRequest(navigation(browser, PAGE));
      assert.equal(new URL(direct.headers.get('location')).origin, server.url.replace('http://', 'https://'));
    });

    for (const [missing, names, reason] of [
      ['the time of the last sign-in', ['__client_uat'], 'session-token-but-no-client-uat'],
      ['the token', ['__session'], 'client-uat-but-no-session-token'],
    ])
      test(`a handshake brings ${missing} back`, async () => {
        const browser = await signedUp();
        names.flatMap(name => cookieNames(name, browser)).forEach(name => browser.cookies.remove(name));
        const seen = await visit(app, browser, PAGE);
        assertSignedIn(seen, browser);
        assert.deepEqual(seen.reasons, [reason]);
        await assertSettled(app, browser, 'signed-in');
      });

    test('a handshake renews a token that has expired', async () => {
      const browser = await signedUp();
      const expired = browser.cookies.get('__session');
      const state = await app.authenticateRequest(navigation(browser, PAGE), LATER);
      assert.deepEqual([state.status, state.reason.startsWith('session-token-expired')], ['handshake', true]);
      const seen = await visit(app, browser, await followHandshake(browser, state.headers.get('location')));
      assertSignedIn(seen, browser);
      for (const name of cookieNames('__session', browser)) assert.notEqual(browser.cookies.get(name), expired);
      await assertSettled(app, browser, 'signed-in');
    });

    test('after a handshake the token is for the origin of the page', async () => {
      const browser = await signedUp();
      cookieNames('__session', browser).forEach(name => browser.cookies.remove(name));
      const seen = await visit(app, browser, PAGE, { authorizedParties: [APP] });
      assert.equal(assertSignedIn(seen, browser).sessionClaims.azp, APP);
    });

    test('the cookies of a handshake are for scripts too, and by both names the same', async () => {
      const browser = await signedUp();
      const cleared = ['__session', '__client_uat'].flatMap(name => cookieNames(name, browser));
      cleared.forEach(name => browser.cookies.remove(name));
      browser.keep('__client_uat', '1');
      assertSignedIn(await visit(app, browser, PAGE), browser);
      for (const name of ['__session', '__client_uat']) {
        const [plain, suffixed] = cookieNames(name, browser);
        assert.ok(browser.cookies.get(plain), plain);
        assert.equal(browser.cookies.get(plain), browser.cookies.get(suffixed));
        for (const each of [plain, suffixed]) {
          const attributes = browser.cookies.attributes(each);
          assert.ok(!attributes.has('httponly') && !attributes.has('domain'), each);
          assert.equal(attributes.get('path'), '/', each);
        }
      }
    });

    test('a page that is reached from a foreign site goes through one handshake', async () => {
      const browser = await signedUp();
      const state = await app.authenticateRequest(navigation(browser, PAGE, { Referer: 'https://search.test/' }));
      assert.deepEqual([state.status, state.reason], ['handshake', 'primary-domain-cross-origin-sync']);
      assertSignedIn(await visit(app, browser, await followHandshake(browser, state.headers.get('location'))), browser);
      await assertSettled(app, browser, 'signed-in');
    });

    test('an old handshake in the address of the page is replaced and not followed', async () => {
      const browser = await signedUp();
      const target = new URL(`${server.url}/v1/client/handshake`);
      target.searchParams.set('redirect_url', `${APP}/account?__clerk_handshake=stale&tab=phones&__clerk_help=1`);
      const devBrowser = browser.cookies.get('__clerk_db_jwt');
      if (devBrowser) target.searchParams.set('__clerk_db_jwt', devBrowser);
      const back = new URL(await followHandshake(browser, target));
      assert.equal(back.searchParams.get('tab'), 'phones');
      assert.ok(!back.searchParams.getAll('__clerk_handshake').includes('stale'), back.href);
      cookieNames('__session', browser).forEach(name => browser.cookies.remove(name));
      const { state } = await visit(app, browser, back.href);
      assert.equal(state.status, 'signed-in', state.message);
    });

    test('who never signed in is signed out', async () => {
      const browser = await open(server, keys);
      const { state, reasons } = await visit(app, browser, PAGE);
      assert.deepEqual([state.status, state.reason, reasons], ['signed-out', 'session-token-and-uat-missing', []]);
    });

    test('who signs out is signed out at the next page, without a handshake', async () => {
      const browser = await signedUp();
      await browser.signOut();
      for (const name of cookieNames('__client_uat', browser)) assert.equal(browser.cookies.get(name), '0');
      await assertSettled(app, browser, 'signed-out');
    });

    test('a token that outlived the sign-out is taken away by a handshake', async () => {
      const browser = await signedUp();
      const token = browser.cookies.get('__session');
      await browser.signOut();
      browser.keep('__session', token);
      const { state, reasons } = await visit(app, browser, PAGE);
      assert.deepEqual([state.status, reasons], ['signed-out', ['session-token-but-no-client-uat']]);
      for (const name of cookieNames('__session', browser)) assert.equal(browser.cookies.get(name), undefined);
      await assertSettled(app, browser, 'signed-out');
    });

    for (const [how, end] of [
      ['was revoked', browser => server.clerk.sessions.revokeSession(browser.session.id)],
      ['belongs to a banned user', browser => server.clerk.users.banUser(browser.user.id)],
      ['belongs to a deleted user', browser => server.clerk.users.deleteUser(browser.user.id)],
    ])
      test(`a session that ${how} is over at the app when its token expires`, async () => {
        const browser = await signedUp();
        await end(browser);
        const state = await app.authenticateRequest(navigation(browser, PAGE), LATER);
        assert.equal(state.status, 'handshake');
        const seen = await visit(app, browser, await followHandshake(browser, state.headers.get('location')));
        assert.equal(seen.state.status, 'signed-out');
        await assertSettled(app, browser, 'signed-out');
      });

    test('what is no page gets no handshake', async () => {
      const browser = await signedUp();
      cookieNames('__client_uat', browser).forEach(name => browser.cookies.remove(name));
      const asked = navigation(browser, PAGE, { Accept: 'application/json', 'Sec-Fetch-Dest': 'empty' });
      assert.equal((await app.authenticateRequest(asked)).status, 'signed-out');
    });

    test('a token in a header needs no cookie', async () => {
      const token = await (await signedUp()).token();
      const state = await app.authenticateRequest(new Request(PAGE, { headers: { Authorization: `Bearer ${token}` } }));
      assert.equal(state.status, 'signed-in', state.message);
    });

    test('tokens of another instance count for nothing', async () => {
      const browser = await signedUp();
      const stranger = await startServer();
      try {
        const other = await DevBrowser.open(stranger, await stranger.keys());
        await other.signUp();
        browser.keep('__session', await other.token());
        const { state } = await visit(app, browser, PAGE);
        assert.notEqual(state.toAuth()?.userId, other.user.id);
      } finally {
        await stranger.stop();
      }
    });

    for (const [what, target] of [
      ['another site', 'https://evil.test/'],
      ['a host that begins like the app', `${APP}.evil.test/`],
      ['a host behind the name of the app', 'http://127.0.0.1:4605@evil.test/'],
      ['another scheme of the app', APP.replace('http://', 'ftp://')],
      ['a script', 'javascript:alert(1)'],
      ['a path', '/account'],
      ['an address without a scheme', '//evil.test/'],
      ['an address with backslashes', 'http:\\\\evil.test\\'],
      ['nothing', ''],
    ])
      test(`a handshake sends nobody to ${what}`, async () => {
        const browser = await signedUp();
        const url = new URL(`${server.url}/v1/client/handshake`);
        url.searchParams.set('redirect_url', target);
        const devBrowser = browser.cookies.get('__clerk_db_jwt');
        if (devBrowser) url.searchParams.set('__clerk_db_jwt', devBrowser);
        const answer = await fetch(url, { redirect: 'manual', headers: { Cookie: browser.cookies.header() } });
        assert.ok([400, 422].includes(answer.status), `${answer.status}`);
        assert.equal(answer.headers.get('location'), null);
        assert.ok(!answer.headers.getSetCookie().some(line => line.startsWith('__clerk_handshake')));
        assert.ok((await answer.json()).errors.length > 0);
      });
  });

describe('production', () => {
  let server, keys, app;
  before(async () => {
    server = await startServer(PRODUCTION);
    keys = await server.keys();
    app = appServer(server, keys);
  });
  after(async () => assert.equal(await server?.stop(), 0));

  test('the server itself sets the time of the last sign-in, by both names and not before the token', async () => {
    const browser = new Browser(server, keys);
    await browser.signUp();
    const [plain, suffixed] = ['__client_uat', `__client_uat_${suffix(keys.publishable_key)}`].map(name => browser.cookies.get(name));
    assert.match(plain, /^[1-9][0-9]{9}$/);
    assert.equal(plain, suffixed);
    const { iat } = JSON.parse(Buffer.from(browser.cookies.get('__session').split('.')[1], 'base64url'));
    assert.ok(iat >= Number(plain), `${iat} against ${plain}`);
    assert.ok(!browser.cookies.attributes('__client_uat').has('httponly'));
    assert.ok(browser.cookies.attributes('__client').has('httponly'));
  });

  test('a handshake leaves nothing behind that would sign in who has signed out', async () => {
    const browser = new Browser(server, keys);
    await browser.signUp();
    browser.cookies.remove('__session');
    browser.cookies.remove(`__session_${browser.suffix}`);
    assertSignedIn(await visit(app, browser, PAGE), browser);
    assert.ok(!browser.cookies.names().includes('__clerk_handshake'), browser.cookies.names().join());
    await browser.signOut();
    await assertSettled(app, browser, 'signed-out');
  });

  test('a stranger with the address of a handshake is told nothing', async () => {
    const [holder, stranger] = [new Browser(server, keys), new Browser(server, keys)];
    await holder.signUp();
    holder.cookies.remove('__client_uat');
    holder.cookies.remove(`__client_uat_${holder.suffix}`);
    const asked = await app.authenticateRequest(navigation(holder, PAGE));
    // The address holds the token of the page: by itself it must open nothing.
    const back = await followHandshake(stranger, asked.headers.get('location'));
    assert.equal((await visit(app, stranger, back)).state.status, 'signed-out');
  });
});

describe('development', () => {
  let server, keys, app;
  before(async () => {
    server = await startServer();
    keys = await server.keys();
    app = appServer(server, keys);
  });
  after(async () => assert.equal(await server?.stop(), 0));

  test('a browser that nobody knows gets a development browser by a handshake, and keeps it', async () => {
    const browser = new DevBrowser(server, keys);
    const { state, url, reasons } = await visit(app, browser, PAGE);
    assert.deepEqual([state.status, reasons], ['signed-out', ['dev-browser-missing']]);
    assert.deepEqual(told(url), told(PAGE));
    const [plain, suffixed] = cookieNames('__clerk_db_jwt', browser).map(name => browser.cookies.get(name));
    assert.match(plain, /^dvb_/);
    assert.equal(plain, suffixed);
    assert.ok(!browser.cookies.attributes('__clerk_db_jwt').has('httponly'));
    await assertSettled(app, browser, 'signed-out');
  });

  test('the development browser of a handshake is one that the user can sign in with', async () => {
    const browser = new DevBrowser(server, keys);
    await visit(app, browser, PAGE);
    await browser.signUp();
    assertSignedIn(await visit(app, browser, PAGE), browser);
  });

  test('a development browser in the address of a page is taken over by its cookies', async () => {
    const browser = await DevBrowser.open(server, keys);
    await browser.signUp();
    const fresh = new DevBrowser(server, keys);
    const page = `${APP}/account?__clerk_db_jwt=${browser.cookies.get('__clerk_db_jwt')}`;
    const { state, url, reasons } = await visit(app, fresh, page);
    assert.deepEqual([state.status, reasons], ['signed-in', ['dev-browser-sync']], state.message);
    assert.equal(url, `${APP}/account`);
    assert.equal(fresh.cookies.get('__clerk_db_jwt'), browser.cookies.get('__clerk_db_jwt'));
  });

  test('a development browser that the server forgot is replaced and not refused', async () => {
    const browser = new DevBrowser(server, keys);
    browser.keep('__clerk_db_jwt', 'dvb_forgotten');
    browser.keep('__client_uat', '1790000000');
    const { state, reasons } = await visit(app, browser, PAGE);
    assert.deepEqual([state.status, reasons], ['signed-out', ['client-uat-but-no-session-token']]);
    assert.notEqual(browser.cookies.get('__clerk_db_jwt'), 'dvb_forgotten');
    await assertSettled(app, browser, 'signed-out');
  });
});

describe('verifying again', () => {
  let server, keys, app, waiting;
  const STRICT = { reverification: 'strict' };

  before(async () => {
    server = await startServer();
    keys = await server.keys();
    app = appServer(server, keys);
    waiting = await DevBrowser.open(server, keys);
    await waiting.signUp();
  });
  after(async () => assert.equal(await server?.stop(), 0));

  const auth = async browser => assertSignedIn(await visit(app, browser, PAGE), browser);

  test('who has just signed in has verified strictly enough', async () => {
    assert.equal((await auth(waiting)).has(STRICT), true);
  });

  test('a second factor that was never given does not pass for one, and one that was given does', async () => {
    const browser = await DevBrowser.open(server, keys);
    await browser.signUp();
    await browser.addSecondFactor();
    await browser.token();
    assert.deepEqual((await auth(browser)).factorVerificationAge, [0, -1]);
    await browser.stepUp();
    const { factorVerificationAge, has } = await auth(browser);
    assert.deepEqual([factorVerificationAge, has(STRICT), has({ reverification: 'strict_mfa' })], [[0, 0], true, true]);
  });
});
