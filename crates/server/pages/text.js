// One text, as it would look on a phone, with what became of it.
import { copyButton } from './copy.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { reasonOf, STATES } from './reasons.js';
import { expiring, time } from './times.js';
import { codeHalves, spaced } from './words.js';

const STATE_ICONS = { delivered: 'check', queued: 'clock', failed: 'warning', dropped: 'none', refused: 'warning' };

/**
 * The element of a text. `number(text)` and `user(text)` make what shows whom it is for, `copied(button)` is told when the code was
 * copied.
 */
export function textElement(text, { number = plainNumber, user = () => null, copied } = {}) {
  const reason = reasonOf(text);
  // A text that can be read was delivered: that need not be said.
  const isPlain = text.state === 'delivered' && text.message;
  return el(
    `li.text.is-${text.state}`,
    { 'data-id': text.id },
    el('div.text-who', {}, number(text), el('span.text-about', {}, time(text.created_at), user(text))),
    (text.message || reason) && el('div.text-what', {}, text.message && el('p.bubble', {}, body(text)), reason && explanation(reason)),
    (text.otp_code || !isPlain) && el('div.text-end', {}, !isPlain && state(text), text.otp_code && codeButton(text, copied)),
  );
}

/** The state as a badge. */
export function state(text) {
  return el(`span.badge.is-${text.state}`, {}, icon(STATE_ICONS[text.state] ?? 'none', 13), STATES[text.state] ?? text.state);
}

function plainNumber(text) {
  return el('span.text-number', {}, spaced(text.to_phone_number));
}

/** The body, with its code told apart: that is what eyes look for. */
function body(text) {
  const at = text.otp_code ? text.message.indexOf(text.otp_code) : -1;
  if (at < 0) return text.message;
  return [text.message.slice(0, at), el('strong', {}, text.otp_code), text.message.slice(at + text.otp_code.length)];
}

function codeButton(text, copied) {
  const halves = codeHalves(text.otp_code).map(half => el('span', {}, half));
  const shown = el('span.code-digits', {}, halves);
  const button = copyButton(text.otp_code, `code ${text.otp_code}`, { shown, className: 'code', copied });
  return text.expire_at ? expiring(button, text.expire_at) : button;
}

/** Why, what to do, and by which settings. */
function explanation({ why, next, settings }) {
  return el(
    'p.reason',
    {},
    el('strong', {}, why),
    next && ` ${next}`,
    settings.length > 0 && [' ', el('span.settings', {}, settings.map(name => el('code', {}, name)))],
  );
}
