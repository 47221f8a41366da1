// A list of texts that arrive live, without moving what somebody is reading.
import { announce } from './announce.js';
import { el, fill, fillByKey } from './dom.js';
import { icon } from './icons.js';
import { textElement } from './text.js';
import { several, spaced } from './words.js';

/** Further down than this, new texts wait behind a button instead of moving the list. */
const READING_PX = 160;

/**
 * Keeps `list` in step with a feed. `look` is what `textElement` takes, `matches(text)` says which of the texts are shown, `scroller`
 * is what scrolls, and `drawn({ shown, held })` is told after each change.
 */
export class TextList {
  list = el('ol.texts', { role: 'list' });
  pill = el('button.pill', { type: 'button', hidden: true, onclick: () => this.#toTop() });
  #texts = [];
  #held = new Set();
  #fresh = new Set();
  #options;

  constructor(options) {
    this.#options = { matches: () => true, drawn: () => {}, scroller: document.scrollingElement, look: {}, ...options };
    const heard = this.#options.scroller === document.scrollingElement ? window : this.#options.scroller;
    heard.addEventListener('scroll', () => this.#release(), { passive: true, signal: this.#options.signal });
  }

  /** Takes what the feed has. */
  take({ texts, arrived }) {
    this.#texts = texts;
    const isReading = this.#options.scroller.scrollTop > READING_PX;
    for (const text of arrived) {
      this.#fresh.add(text.id);
      if (isReading) this.#held.add(text.id);
    }
    this.draw();
    const seen = arrived.filter(this.#options.matches);
    if (seen.length) announce(arrival(seen));
    return seen;
  }

  draw() {
    const shown = this.#texts.filter(text => !this.#held.has(text.id) && this.#options.matches(text));
    fillByKey(this.list, shown, text => text.id, text => {
      const element = textElement(text, this.#options.look);
      if (this.#fresh.has(text.id)) element.classList.add('is-new');
      return element;
    });
    const held = this.#texts.filter(text => this.#held.has(text.id) && this.#options.matches(text));
    this.pill.hidden = held.length === 0;
    fill(this.pill, icon('text', 15), several(held.length, 'new text'));
    this.#options.drawn({ shown, all: this.#texts });
  }

  #release() {
    if (!this.#held.size || this.#options.scroller.scrollTop > READING_PX / 4) return;
    this.#held.clear();
    this.draw();
  }

  #toTop() {
    this.#held.clear();
    this.draw();
    this.#options.scroller.scrollTo({ top: 0 });
    this.list.querySelector('button, a')?.focus({ preventScroll: true });
  }
}

function arrival(texts) {
  if (texts.length > 1) return several(texts.length, 'new text');
  const [text] = texts;
  const code = text.otp_code ? `, code ${[...text.otp_code].join(' ')}` : '';
  return text.state === 'refused' ? `A text to ${spaced(text.to_phone_number)} was refused` : `New text to ${spaced(text.to_phone_number)}${code}`;
}
