// Times as “2 minutes ago”, and what ends at one: right for as long as they are looked at.
import { el } from './dom.js';
import { exactly, fromNow } from './words.js';

const EVERY_MS = 10_000;

/** A time; `never` is shown for null. */
export function time(ms, never = 'never') {
  if (ms === null || ms === undefined) return el('span.faint', {}, never);
  return el('time', { datetime: new Date(ms).toISOString(), title: exactly(ms), 'data-ms': ms }, fromNow(ms));
}

/** Marks an element as expired from then on. */
export function expiring(element, ms) {
  element.dataset.expireMs = ms;
  expire(element);
  return element;
}

function expire(element) {
  if (Date.now() < Number(element.dataset.expireMs) || element.classList.contains('is-expired')) return;
  element.classList.add('is-expired');
  element.title += ', which has expired';
}

setInterval(() => {
  for (const element of document.querySelectorAll('time[data-ms]')) {
    const words = fromNow(Number(element.dataset.ms));
    if (element.textContent !== words) element.textContent = words;
  }
  for (const element of document.querySelectorAll('[data-expire-ms]')) expire(element);
}, EVERY_MS);
