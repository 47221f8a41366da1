// Says what happened: to screen readers always, on the screen if asked to.
import { el } from './dom.js';

const SHOWN_MS = 4_000;

const spoken = el('p.unseen', { role: 'status', 'aria-live': 'polite' });
const shown = el('div.toasts', { 'aria-hidden': 'true' });
document.body.append(spoken, shown);

/** Says it. */
export function announce(sentence, { isShown = false } = {}) {
  // The same words twice are said twice only if they differ.
  spoken.textContent = spoken.textContent === sentence ? `${sentence}\u00a0` : sentence;
  if (!isShown) return;
  const toast = el('p.toast', {}, sentence);
  shown.append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}
