// docs/behind-a-proxy.md, for real: its settings and its proxies, between a browser and the server.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { startServer } from '../js/server.mjs';
import { openBrowser, Person } from './browser.mjs';
import { Home, SignInCard, SignUpCard } from './cards.mjs';
import { mobile } from './fresh.mjs';
import { NEWEST, Pages } from './pages.mjs';
import { Endpoint } from './phones.mjs';
import { arrangement, PROXIES, Proxy } from './proxies.mjs';

const MODULES = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const APP = 'https://app.example.com';
const HOSTS = ['auth.example.com', 'app.example.com'];
const STORY_MS = 60_000;

const ARRANGEMENTS = [
  { heading: 'Its own host', api: 'https://auth.example.com', issuer: 'https://auth.example.com', proxyUrl: '', domain: '.example.com' },
  { heading: 'A path of the app', api: `${APP}/__clerk`, issuer: APP, proxyUrl: '/__clerk', domain: 'app.example.com' },
];

const scripts = api => [`${api}/npm/@clerk/ui@1/dist/ui.browser.js`, `${api}/npm/@clerk/clerk-js@6/dist/clerk.browser.js`];

for (const { heading, api, issuer, proxyUrl, domain } of ARRANGEMENTS) {
  for (const kind of Object.keys(PROXIES)) {
    describe(`${heading}, behind ${kind}`, () => {
      let phones, pages, server, proxy, browser;

      before(async () => {
        phones = await Endpoint.open();
        pages = await Pages.open();
        const { settings, ...blocks } = arrangement(heading);
        server = await startServer({
          STROWGER_MODE: 'production',
          STROWGER_MASTER_KEY: randomBytes(32).toString('hex'),
          STROWGER_SECRET_KEY: `sk_live_${randomBytes(20).toString('hex')}`,
          STROWGER_SMS_ALLOWED_COUNTRIES: 'US',
          STROWGER_COMPONENTS_SCRIPTS: MODULES,
          ...phones.settings,
          ...settings,
        });
        const place = { server: server.port, app: pages.http.address().port, needsApp: !proxyUrl };
        pages.origin = APP;
        pages.serve({
          generation: { ...NEWEST, scripts: scripts(proxyUrl || api) },
          publishableKey: (await server.keys()).publishable_key,
          proxyUrl,
        });
        proxy = await Proxy.start(kind, { ...place, block: blocks[kind] });
        browser = await openBrowser(Object.fromEntries(HOSTS.map(host => [host, `127.0.0.1:${proxy.port}`])));
      });

      after(async () => {
        await browser?.close();
        await proxy?.stop();
        await server?.stop();
        pages?.close();
        phones?.close();
      });

      test('somebody signs up, out and in again over HTTPS, and cookies, token and picture are as the URL says', { timeout: STORY_MS }, async () => {
        const person = await Person.arrive(browser, { hosts: HOSTS });
        const around = { person, pages, phones };
        const [home, signUp, signIn] = [new Home(around), new SignUpCard(around), new SignInCard(around)];
        try {
          const number = mobile();
          await signUp.complete(number);
          await home.signedInAs(number, '/after-sign-up');
          const kept = Object.fromEntries((await person.cookies()).map(cookie => [cookie.name, cookie]));
          const { __client: client, __client_uat: uat, __session: session } = kept;
          assert.deepEqual(
            { secure: client.secure, httpOnly: client.httpOnly, domain: client.domain, sameSite: client.sameSite },
            { secure: true, httpOnly: true, domain: new URL(api).hostname, sameSite: 'Lax' },
          );
          assert.deepEqual({ secure: uat.secure, httpOnly: uat.httpOnly, domain: uat.domain }, { secure: true, httpOnly: false, domain });
          const claims = JSON.parse(Buffer.from(session.value.split('.')[1], 'base64url'));
          assert.equal(claims.iss, issuer);
          const picture = await person.page.evaluate(() => window.Clerk.user.imageUrl);
          assert.ok(picture.startsWith(`${api}/`), picture);
          const { status, headers } = await proxy.ask(picture);
          assert.equal(`${status} ${headers['content-type']}`, '200 image/svg+xml');

          await home.leave();
          await home.signedOut('/after-sign-out');
          await signIn.openCard();
          await signIn.identify(number);
          await signIn.texted(number);
          await home.signedInAs(number, '/after-sign-in');
          await person.check();
        } catch (error) {
          error.stack = `${error.stack}\n${await person.screen(`${heading} ${kind}`)}\n${proxy.log()}\n${server.log()}`;
          throw error;
        } finally {
          await person.leave();
        }
      });

      /** What the server says to whoever asks it directly. */
      const behind = async path => Buffer.from(await (await fetch(server.url + path)).arrayBuffer());

      const signIn = (from, forged) => proxy.ask(`${api}/v1/client/sign_ins`, {
        from,
        method: 'POST',
        headers: { Origin: APP, 'Content-Type': 'application/x-www-form-urlencoded', 'X-Forwarded-For': forged },
        body: `identifier=${encodeURIComponent(mobile())}`,
      });

      test('limits go by the caller’s address, whatever the caller says of it', async () => {
        for (let time = 1; time <= 5; time++) assert.equal((await signIn('127.0.0.2', `203.0.113.${time}`)).status, 422);
        assert.equal((await signIn('127.0.0.2', '203.0.113.6')).status, 429);
        assert.equal((await signIn('127.0.0.3', '127.0.0.2')).status, 422, 'another caller is not meant');
      });

      test('scripts are passed on, compressed, and answers of the API as they are', async () => {
        const accept = { headers: { 'Accept-Encoding': 'gzip', Origin: APP } };
        for (const url of scripts(api)) {
          const answer = await proxy.ask(url, accept);
          assert.equal(answer.status, 200, url);
          assert.equal(answer.headers['content-encoding'], 'gzip');
          assert.equal(answer.headers['access-control-allow-origin'], '*');
          assert.deepEqual(gunzipSync(answer.body), await behind(new URL(url).pathname.replace('/__clerk', '')), url);
          const known = await proxy.ask(url, { headers: { ...accept.headers, 'If-None-Match': answer.headers.etag } });
          assert.equal(known.status, 304, url);
        }
        const environment = await proxy.ask(`${api}/v1/environment`, accept);
        assert.equal(environment.status, 200);
        assert.equal(environment.headers['content-encoding'], undefined);
        assert.equal(environment.headers['access-control-allow-origin'], APP);
      });

      test('the keys that tokens are verified with are passed on', async () => {
        const { keys } = JSON.parse((await proxy.ask(`${api}/.well-known/jwks.json`)).body);
        assert.equal(keys.length, 1);
      });

      test('the console, the Backend API and all else stay inside', async () => {
        const authorization = { headers: { Authorization: `Bearer ${server.secretKey}` } };
        for (const path of [
          '/console', '/console/', '/console/users', '/strowger/assets/app.js', '/strowger/v1/console/sessions', '/strowger/v1/inbox',
          '/v1/users', '/v1/clients', '/v1/jwks', '/v1/phone_numbers/idn_1', '/v1/health', '/openapi.json', '/v1/menu', '/npm', '/',
          '/v1/client/../users', '/v1/client/%2e%2e/users', '/v1/client/..%2fusers', '//v1/users', '/npm/../console',
        ]) {
          const answer = await proxy.ask(`${api}${path}`, authorization);
          assert.equal(answer.status, 404, path);
          assert.equal(answer.headers['x-clerk-trace-id'], undefined, `${path} does not reach the server`);
        }
      });

      test('paths that mean another one do not lead to the console', async () => {
        const shown = await behind('/console');
        assert.match(shown.toString(), /<html/);
        for (const path of ['/console/../v1/client', '/console/%2e%2e/v1/client', '/console/..%2fv1/client', '/console/../npm/x']) {
          const answer = await proxy.ask(`${api}${path}`);
          assert.notDeepEqual(answer.body, shown, path);
          assert.ok(!answer.headers['content-type']?.startsWith('text/html') || answer.status === 404, path);
        }
      });
    });
  }
}
