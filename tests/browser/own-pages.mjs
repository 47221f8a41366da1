// The pages that the server brings along: the console, and the try-it page of development.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes } from 'node:crypto';

import { startServer } from '../js/server.mjs';
import { mobile } from './fresh.mjs';
import { Inbox } from './phones.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const AXE = readFileSync(join(HERE, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Limits that nobody meets, and the components as npm installed them here. */
const common = {
  STROWGER_COMPONENTS_SCRIPTS: join(HERE, 'node_modules'),
  STROWGER_SMS_APPLICATION_NAME: 'Acme',
  STROWGER_LIMITS_CREATES_PER_IP: '1000',
  STROWGER_LIMITS_ATTEMPTS_PER_CLIENT: '1000',
  STROWGER_LIMITS_ATTEMPTS_PER_IP: '1000',
  STROWGER_LIMITS_SENDS_PER_IP: '1000',
};

const pagesOf = server => ({ url: path => server.url + path, close() {} });

/** A server in development: its pages open by themselves. */
export async function ownPages(settings) {
  const server = await startServer({ ...common, ...settings });
  return {
    server,
    pages: pagesOf(server),
    phones: new Inbox(server),
    // clerk-js says that its keys are for development whenever they are.
    allowedLines: [/^Clerk: Clerk has been loaded with development keys\./],
  };
}

/** A server in production, whose console wants the key, and an endpoint that answers each text with `status`. */
export async function lockedPages({ status = 204, ...settings } = {}) {
  const endpoint = createServer((incoming, answer) => {
    incoming.resume();
    incoming.on('end', () => answer.writeHead(status).end());
  });
  await new Promise(listening => endpoint.listen(0, '127.0.0.1', listening));
  endpoint.unref();
  const server = await startServer({
    ...common,
    STROWGER_MODE: 'production',
    STROWGER_MASTER_KEY: randomBytes(32).toString('hex'),
    STROWGER_SECRET_KEY: `sk_live_${randomBytes(20).toString('hex')}`,
    STROWGER_SMS_ALLOWED_COUNTRIES: 'US',
    STROWGER_SMS_WEBHOOK_URL: `http://127.0.0.1:${endpoint.address().port}/texts`,
    STROWGER_SMS_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    ...settings,
  });
  return { server, pages: pagesOf(server), phones: { close: () => endpoint.close() } };
}

/** Makes a user with one verified number, and what else is given. */
export function makeUser(server, fields = {}) {
  return server.clerk.users.createUser({ phoneNumber: [mobile()], ...fields });
}

/** Has a code sent to a new number, or to `number`, of the user; gives the number and its id. */
export async function sendCode(server, user, number = mobile()) {
  const added = await server.call('POST', '/v1/phone_numbers', { user_id: user.id, phone_number: number });
  assert.equal(added.status, 200, JSON.stringify(added.body));
  const sent = await server.call('POST', `/v1/phone_numbers/${added.body.id}/prepare_verification`);
  return { number, id: added.body.id, status: sent.status };
}

/** Fails if axe finds anything serious or critical in what is shown, in light or in dark; `except` is what is not ours. */
export async function isAccessible(page, except = []) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(AXE);
    const found = await page.evaluate(
      async exclude => (await globalThis.axe.run({ exclude }, { resultTypes: ['violations'] })).violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(node => `${node.target} (${node.failureSummary})`).join('; ')}`),
      except,
    );
    assert.deepEqual(found, [], `${new URL(page.url()).pathname} in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Fails if the page is wider than its window. */
export async function fitsItsWindow(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(width <= 0, `${new URL(page.url()).pathname} is ${width} px too wide`);
}

/** What the page keeps anywhere: storages, cookies, address. */
export async function everythingKept(page) {
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, location.href, history.state]));
  return kept + JSON.stringify(await page.context().cookies());
}
