// Times as “2 minutes ago”, which stay right while they are looked at.
import { el } from './dom.js';
import { exactly, fromNow } from './words.js';

const EVERY_MS = 10_000;

/** A time; `never` is shown for null. */
export function time(ms, never = 'never') {
  if (ms === null || ms === undefined) return el('span.faint', {}, never);
  return el('time', { datetime: new Date(ms).toISOString(), title: exactly(ms), 'data-ms': ms }, fromNow(ms));
}

setInterval(() => {
  for (const element of document.querySelectorAll('time[data-ms]')) {
    const words = fromNow(Number(element.dataset.ms));
    if (element.textContent !== words) element.textContent = words;
  }
}, EVERY_MS);
