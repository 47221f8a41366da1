// How numbers, times and names read.

/** Calling codes of one and of two digits; all others have three. */
const ONE = new Set(['1', '7']);
const TWO = new Set(('20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 '
  + '90 91 92 93 94 95 98').split(' '));

/** `+14155552671` as `+1 415 555 2671`: easier to read; copies are of the bare number. */
export function spaced(number) {
  const digits = number.replace(/\D/g, '');
  const length = ONE.has(digits[0]) ? 1 : TWO.has(digits.slice(0, 2)) ? 2 : 3;
  const rest = digits.slice(length);
  // Groups of three, the last of up to four.
  const groups = rest.match(/.{3}(?=.{3,}$)|.+$/g) ?? [];
  return [`+${digits.slice(0, length)}`, ...groups].join(' ');
}

/** What somebody typed as a number, as the server takes it; empty if nothing was typed. */
export function typedNumber(text) {
  const digits = text.replace(/\D/g, '');
  return digits && `+${digits}`;
}

/** `123456` as `123 456`, in halves. */
export function codeHalves(code) {
  const half = Math.ceil(code.length / 2);
  return [code.slice(0, half), code.slice(half)];
}

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const STEPS = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** How long ago, or in how long: `2 minutes ago`. */
export function fromNow(ms, now = Date.now()) {
  const seconds = (ms - now) / 1_000;
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.trunc(seconds / length), unit);
  }
  return seconds > 5 ? 'in a moment' : seconds <= -10 ? RELATIVE.format(Math.trunc(seconds / 10) * 10, 'second') : 'just now';
}

/** The moment itself, to the second. */
export function exactly(ms) {
  return new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

const COUNT = new Intl.NumberFormat('en');

/** `12345` as `12,345`. */
export function count(number) {
  return COUNT.format(number);
}

/** `1 text`, `2 texts`. */
export function several(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** The number that is the user's first one: primary, or else the oldest. */
export function primaryNumber(user) {
  return user.phone_numbers.find(number => number.id === user.primary_phone_number_id) ?? user.phone_numbers[0] ?? null;
}

/** What the user is called: name, username, number, address, or id. */
export function nameOf(user) {
  const name = [user.first_name, user.last_name].filter(Boolean).join(' ');
  const number = primaryNumber(user);
  return name || user.username || (number && spaced(number.phone_number)) || user.email_addresses[0]?.email_address || user.id;
}

/** One or two letters for a user without picture; empty if there is no name. */
export function initials(user) {
  const names = [user.first_name, user.last_name].filter(Boolean);
  const letters = names.length ? names.map(name => [...name][0]).join('') : [...(user.username ?? '')].slice(0, 1).join('');
  return letters.toUpperCase();
}
