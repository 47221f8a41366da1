// Whether the server answers. When it does not, one place asks again, and everybody else waits for it.

const LEAVING_MS = 2_000;
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

class Connection extends EventTarget {
  isLost = false;
  /** When the server is asked next, in milliseconds. */
  retryAt = 0;
  #tries = 0;
  #timer = null;

  #isLeaving = false;

  constructor() {
    super();
    // A page that is left gives up what it was asking for.
    addEventListener('beforeunload', () => {
      this.#isLeaving = true;
      setTimeout(() => (this.#isLeaving = false), LEAVING_MS);
    });
  }

  /** A request got no answer. */
  lost() {
    if (this.isLost || this.#isLeaving) return;
    this.isLost = true;
    this.#tries = 0;
    this.#wait();
  }

  /** Waits until the server answers; at once if nobody missed it. */
  answers() {
    if (!this.isLost) return Promise.resolve();
    return new Promise(back => this.addEventListener('back', back, { once: true }));
  }

  /** Asks now rather than after the pause. */
  async ask() {
    clearTimeout(this.#timer);
    if (!this.isLost) return;
    const isThere = await fetch('/v1/health', { cache: 'no-store' }).then(answer => answer.ok, () => false);
    if (!this.isLost) return;
    if (isThere) {
      this.isLost = false;
      this.dispatchEvent(new Event('back'));
    } else {
      this.#wait();
    }
  }

  #wait() {
    const pause = PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)];
    this.#tries += 1;
    this.retryAt = Date.now() + pause;
    this.#timer = setTimeout(() => this.ask(), pause);
    this.dispatchEvent(new Event('lost'));
  }
}

export const connection = new Connection();

addEventListener('online', () => connection.ask());
