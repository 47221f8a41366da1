// Speaks to the server. Of credentials only the console's token is kept, in this tab; the secret key is sent once and forgotten.
import { connection } from './connection.js';

const KEPT = 'strowger.console';

/** The server said no. */
export class Refused extends Error {
  constructor(status, body) {
    const errors = body?.errors ?? [];
    super(errors.map(error => error.long_message || error.message).join(' ') || `The server answered ${status}.`);
    this.status = status;
    this.code = errors[0]?.code ?? null;
    this.traceId = body?.clerk_trace_id ?? null;
  }
}

/** The server did not answer. */
export class Gone extends Error {
  constructor() {
    super('The server does not answer.');
  }
}

class Access extends EventTarget {
  #session = kept();
  #opening = null;
  #isLocked = false;

  /** What the server said when the session began: names, keys, addresses. Null while locked. */
  get session() {
    return this.#session;
  }

  /** A session: the one that is kept, or one that the server gives without a key. Null if it wants the key. */
  open() {
    if (this.#session || this.#isLocked) return Promise.resolve(this.#session);
    this.#opening ??= this.#ask().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #ask() {
    try {
      return await this.begin(null);
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return null;
      throw error;
    }
  }

  /** Begins a session, with the secret key or without. Refused if the key is another. */
  async begin(secretKey) {
    const headers = secretKey ? { authorization: `Bearer ${secretKey}` } : {};
    const answer = await send('POST', '/strowger/v1/console/sessions', { headers });
    this.#session = { ...answer, is_by_key: Boolean(secretKey) };
    this.#isLocked = false;
    // One that needs no key is asked for anew at each load: it says what is so now, and nothing has to be kept.
    if (secretKey) sessionStorage.setItem(KEPT, JSON.stringify(this.#session));
    return this.#session;
  }

  /** Forgets the session: the page asks for the key again. */
  lock() {
    this.forget();
    // Told once: of several requests that were under way, each comes to know it.
    if (this.#isLocked) return;
    this.#isLocked = true;
    this.dispatchEvent(new Event('locked'));
  }

  forget() {
    this.#session = null;
    sessionStorage.removeItem(KEPT);
  }

  /** Asks the API: `call('GET', '/v1/users', { query: { limit: 25 } })`. A session that died is replaced where that needs no key. */
  async call(method, path, options = {}) {
    for (let round = 0; ; round += 1) {
      const session = await this.open();
      if (!session) {
        this.lock();
        throw new Refused(401, null);
      }
      try {
        return await send(method, path, { ...options, headers: { authorization: `Bearer ${session.token}` } });
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 401 || round > 0) throw error;
        if (this.#session === session) this.forget();
      }
    }
  }
}

export const access = new Access();

function kept() {
  try {
    const session = JSON.parse(sessionStorage.getItem(KEPT));
    return session && session.expire_at > Date.now() ? session : null;
  } catch {
    return null;
  }
}

async function send(method, path, { query = {}, body, headers, signal } = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const address = given.length ? `${path}?${new URLSearchParams(given)}` : path;
  const about = { method, headers: { ...headers }, signal, credentials: 'omit', cache: 'no-store' };
  if (body !== undefined) {
    about.headers['content-type'] = 'application/json';
    about.body = JSON.stringify(body);
  }
  let answer;
  let read;
  try {
    answer = await fetch(address, about);
    read = await answer.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    connection.lost();
    throw new Gone();
  }
  // A proxy answers so when there is no server behind it.
  if (answer.status === 502 || answer.status === 504) {
    connection.lost();
    throw new Gone();
  }
  const parsed = parse(read);
  if (!answer.ok) throw new Refused(answer.status, parsed);
  return parsed;
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
