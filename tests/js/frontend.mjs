// The Frontend API as a browser with clerk-js or a native app asks for it: one class for each way to hold a client.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { Cookies } from './cookies.mjs';
import { TEST_CODE, testNumber } from './fresh.mjs';

/** Where the pages of the app are: another port of the server's host, so that both get the same cookies. */
export const APP = 'http://127.0.0.1:4605';

const CLERK_JS = { __clerk_api_version: '2026-05-12', _clerk_js_version: '6.40.0' };

/** What names the cookies that belong to one publishable key. */
export const suffix = publishableKey =>
  createHash('sha1').update(publishableKey).digest('base64').replaceAll('+', '-').replaceAll('/', '_').slice(0, 8);

/** The answer is this refusal, in the shape that SDKs read. */
export function refused(answer, status, code) {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.ok(answer.body.errors.some(error => error.code === code), JSON.stringify(answer.body));
  for (const error of answer.body.errors) assert.ok(error.message && error.long_message, JSON.stringify(error));
  assert.match(answer.body.clerk_trace_id, /^[0-9a-f]{32}$/);
}

class Frontend {
  /** The client as the last answer told it; null before there is one. */
  client = null;

  constructor(server) {
    this.url = server.url;
  }

  get session() {
    return this.client?.sessions.find(session => session.id === this.client.last_active_session_id) ?? null;
  }

  get user() {
    return this.session?.user ?? null;
  }

  /** One request and its whole answer. */
  async ask(method, path, form = {}) {
    const url = new URL(`${this.url}/v1${path}`);
    const request = this.request(method, url, form);
    const sent = await fetch(url, { ...request, redirect: 'manual' });
    const answer = { status: sent.status, headers: sent.headers, body: await sent.json() };
    this.learn(answer);
    return answer;
  }

  /** One request that is done, and what it answers without the envelope. */
  async done(method, path, form) {
    const { status, body } = await this.ask(method, path, form);
    assert.equal(status, 200, `${method} ${path}: ${JSON.stringify(body)}`);
    return 'response' in body ? body.response : body;
  }

  learn({ body }) {
    const client = body?.response?.object === 'client' ? body.response : (body?.client ?? body?.meta?.client);
    if (client) this.client = client;
  }

  /** A token of the session, plain or of a template. */
  async token(template) {
    const answer = await this.done('POST', `/client/sessions/${this.session.id}/tokens${template ? `/${template}` : ''}`);
    assert.equal(answer.object, 'token');
    return answer.jwt;
  }

  /** Signs a new user up by phone number, which leaves it signed in. */
  async signUp(fields = {}) {
    const path = `/client/sign_ups/${(await this.done('POST', '/client/sign_ups', { phone_number: testNumber(), ...fields })).id}`;
    await this.done('POST', `${path}/prepare_verification`, { strategy: 'phone_code' });
    const signUp = await this.done('POST', `${path}/attempt_verification`, { strategy: 'phone_code', code: TEST_CODE });
    assert.equal(signUp.status, 'complete', JSON.stringify(signUp));
    return this.activate(signUp.created_session_id);
  }

  /** Signs in by code, and by a second code where the account asks for it. */
  async signIn(identifier) {
    let signIn = await this.done('POST', '/client/sign_ins', { identifier });
    signIn = await this.code(`/client/sign_ins/${signIn.id}`, signIn, 'first');
    if (signIn.status === 'needs_second_factor') signIn = await this.code(`/client/sign_ins/${signIn.id}`, signIn, 'second');
    assert.equal(signIn.status, 'complete', JSON.stringify(signIn));
    return this.activate(signIn.created_session_id);
  }

  /** Signs in with a sign-in token. */
  async signInByTicket(ticket) {
    const signIn = await this.done('POST', '/client/sign_ins', { strategy: 'ticket', ticket });
    assert.equal(signIn.status, 'complete', JSON.stringify(signIn));
    return this.activate(signIn.created_session_id);
  }

  /** Verifies the user of the session again, with the strongest factor there is. */
  async stepUp() {
    const path = `/client/sessions/${this.session.id}/verify`;
    const started = await this.done('POST', path, { level: 'second_factor' });
    const ended = await this.code(path, started, started.status === 'needs_second_factor' ? 'second' : 'first');
    assert.equal(ended.status, 'complete', JSON.stringify(ended));
    return this.activate(this.session.id);
  }

  /** Adds a number and verifies it. */
  async addNumber() {
    const { id } = await this.done('POST', '/me/phone_numbers/', { phone_number: testNumber() });
    await this.done('POST', `/me/phone_numbers/${id}/prepare_verification`, { strategy: 'phone_code' });
    return this.done('POST', `/me/phone_numbers/${id}/attempt_verification`, { code: TEST_CODE });
  }

  /** Adds a number and makes it the second factor. */
  async addSecondFactor() {
    const { id } = await this.addNumber();
    return this.done('PATCH', `/me/phone_numbers/${id}`, { reserved_for_second_factor: true });
  }

  signOut() {
    return this.done('DELETE', '/client/sessions');
  }

  async code(path, attempt, which) {
    const factors = attempt[`supported_${which}_factors`];
    const { phone_number_id } = factors.find(factor => factor.strategy === 'phone_code');
    await this.done('POST', `${path}/prepare_${which}_factor`, { strategy: 'phone_code', phone_number_id });
    return this.done('POST', `${path}/attempt_${which}_factor`, { strategy: 'phone_code', code: TEST_CODE });
  }

  activate(sessionId) {
    return this.done('POST', `/client/sessions/${sessionId}/touch`, { active_organization_id: '' });
  }
}

/** A page of the app in a browser, its client held by the server's cookie. */
export class Browser extends Frontend {
  cookies = new Cookies();

  constructor(server, { publishable_key }) {
    super(server);
    this.suffix = suffix(publishable_key);
  }

  request(method, url, form) {
    const overridden = ['GET', 'POST'].includes(method) ? {} : { _method: method };
    const about = this.session && !url.pathname.startsWith('/v1/client') ? { _clerk_session_id: this.session.id } : {};
    for (const [name, value] of Object.entries({ ...CLERK_JS, ...overridden, ...about })) url.searchParams.set(name, value);
    return {
      method: method === 'GET' ? 'GET' : 'POST',
      headers: { Origin: APP, Cookie: this.cookies.header() },
      body: method === 'GET' ? undefined : new URLSearchParams(form),
    };
  }

  learn(answer) {
    super.learn(answer);
    this.cookies.take(answer.headers.getSetCookie());
    if (this.client && !this.session) this.forgetToken();
    else if (this.session?.last_active_token) this.keep('__session', this.session.last_active_token.jwt);
  }

  async token(template) {
    const jwt = await super.token(template);
    if (!template) this.keep('__session', jwt);
    return jwt;
  }

  async activate(sessionId) {
    const session = await super.activate(sessionId);
    if (!session.last_active_token) await this.token();
    return session;
  }

  /** What clerk-js does with a cookie of its own: it writes it by both names. */
  keep(name, value) {
    for (const each of [name, `${name}_${this.suffix}`]) this.cookies.write(each, value);
  }

  forgetToken() {
    for (const each of ['__session', `__session_${this.suffix}`]) this.cookies.remove(each);
  }
}

/** The same in development, where clerk-js names the client in the query and writes `__client_uat` itself. */
export class DevBrowser extends Browser {
  static async open(server, keys) {
    const browser = new DevBrowser(server, keys);
    const answer = await fetch(`${server.url}/v1/dev_browser`, { method: 'POST', headers: { Origin: APP } });
    assert.equal(answer.status, 200);
    browser.keep('__clerk_db_jwt', (await answer.json()).id);
    return browser;
  }

  request(method, url, form) {
    url.searchParams.set('__clerk_db_jwt', this.cookies.get('__clerk_db_jwt'));
    return super.request(method, url, form);
  }

  learn(answer) {
    super.learn(answer);
    const replaced = answer.headers.get('clerk-db-jwt');
    if (replaced) this.keep('__clerk_db_jwt', replaced);
    if (this.client) this.keep('__client_uat', this.session ? String(Math.floor(this.client.updated_at / 1_000)) : '0');
  }
}

/** A native app: real verbs, no cookies, the client's token in a header. */
export class NativeApp extends Frontend {
  #authorization = '';

  request(method, url, form) {
    for (const [name, value] of Object.entries({ ...CLERK_JS, _is_native: '1' })) url.searchParams.set(name, value);
    return {
      method,
      headers: { Authorization: this.#authorization, 'x-mobile': '1' },
      body: method === 'GET' ? undefined : new URLSearchParams(form),
    };
  }

  learn(answer) {
    super.learn(answer);
    this.#authorization = answer.headers.get('authorization') || this.#authorization;
  }
}
