// Pages of an app whose server asks @clerk/backend who is there, and what a browser does with the answer.
import assert from 'node:assert/strict';

import { createClerkClient } from '@clerk/backend';

const HOPS_MAX = 8;

/** The app's side of @clerk/backend. It reaches the Frontend API at the server's own address, since there is no TLS here. */
export const appServer = (server, keys, options = {}) =>
  createClerkClient({
    secretKey: server.secretKey,
    publishableKey: keys.publishable_key,
    apiUrl: server.url,
    proxyUrl: server.url,
    telemetry: { disabled: true },
    ...options,
  });

/** What a browser sends when its user goes to a page. */
export const navigation = (browser, url, headers = {}) =>
  new Request(url, { headers: { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', Cookie: browser.cookies.header(), ...headers } });

/** Takes the browser through the redirect of a handshake, and says where it is sent then. */
export async function followHandshake(browser, location) {
  const answer = await fetch(location, {
    redirect: 'manual',
    headers: { Accept: 'text/html', Cookie: browser.cookies.header() },
  });
  assert.equal(answer.status, 307, await answer.text());
  browser.cookies.take(answer.headers.getSetCookie());
  return answer.headers.get('location');
}

/** Goes to a page and wherever it sends the browser: the last state, the last address, and why each handshake was. */
export async function visit(app, browser, page, options = {}, headers = {}) {
  const reasons = [];
  for (let url = page, hop = 0; hop < HOPS_MAX; hop++) {
    const state = await app.authenticateRequest(navigation(browser, url, headers), options);
    browser.cookies.take(state.headers.getSetCookie());
    const location = state.headers.get('location');
    if (!location) return { state, url, reasons };
    if (state.status === 'handshake') reasons.push(state.reason);
    url = state.status === 'handshake' ? await followHandshake(browser, location) : location;
  }
  throw new Error(`redirected ${HOPS_MAX} times: ${reasons.join(', ')}`);
}
