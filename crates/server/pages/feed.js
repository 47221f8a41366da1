// Texts as they come: the newest ones by a long poll, older ones page by page.
import { access, Gone } from './api.js';
import { connection } from './connection.js';

const PAGE = 50;
const WAIT_MS = 50_000;
/** A page that nobody looks at asks now and then instead of holding one of the browser's few connections. */
const HIDDEN_PAUSE_MS = 5_000;
const REFUSED_PAUSE_MS = 5_000;

/**
 * Texts that fit `filter`, newest first, kept up to date until `stop()`.
 * Calls `changed({ texts, arrived, hasMore })`, where `arrived` are those that were not there at the look before, and
 * `failed(error)` when the server refuses.
 */
export class Feed {
  texts = [];
  hasMore = false;
  #filter;
  #changed;
  #failed;
  #stopped = new AbortController();

  constructor(filter, { changed, failed }) {
    this.#filter = filter;
    this.#changed = changed;
    this.#failed = failed;
    this.#follow();
  }

  stop() {
    this.#stopped.abort();
  }

  /** Gets the page that follows the oldest text. */
  async more() {
    const last = this.texts.at(-1);
    const page = await this.#ask({ before: last?.id });
    const known = new Set(this.texts.map(text => text.id));
    this.texts = [...this.texts, ...page.data.filter(text => !known.has(text.id))];
    this.hasMore = page.data.length === PAGE;
    this.#tell([]);
  }

  #ask(query) {
    const signal = this.#stopped.signal;
    return access.call('GET', '/strowger/v1/sms_messages', { query: { ...this.#filter, limit: PAGE, ...query }, signal });
  }

  async #follow() {
    let revision = null;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        const wait = revision === null ? {} : { revision, wait_ms: document.hidden ? 0 : WAIT_MS };
        const page = await this.#ask(wait);
        if (signal.aborted) return;
        if (revision === null || page.revision !== revision) this.#take(page.data, revision === null);
        revision = page.revision;
        if (document.hidden) await pause(HIDDEN_PAUSE_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        // After a restart the server counts anew.
        revision = null;
        if (error instanceof Gone) {
          await connection.answers();
          continue;
        }
        this.#failed(error);
        if (error.status === 401) return;
        await pause(REFUSED_PAUSE_MS, signal);
      }
    }
  }

  /** Takes the newest page; what is older than all of it stays, unless there may be a gap between. */
  #take(page, isFirst) {
    const known = new Set(this.texts.map(text => text.id));
    const arrived = isFirst && !this.texts.length ? [] : page.filter(text => !known.has(text.id));
    const isFull = page.length === PAGE;
    const last = isFull ? this.texts.findIndex(text => text.id === page.at(-1).id) : -1;
    const older = last < 0 ? [] : this.texts.slice(last + 1);
    if (!older.length) this.hasMore = isFull;
    this.texts = [...page, ...older];
    this.#tell(arrived);
  }

  #tell(arrived) {
    this.#changed({ texts: this.texts, arrived, hasMore: this.hasMore });
  }
}

function pause(ms, signal) {
  return new Promise(go => {
    const finish = () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', finish);
      go();
    };
    const timer = setTimeout(finish, ms);
    document.addEventListener('visibilitychange', finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
