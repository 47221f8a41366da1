// What users and their numbers are, as badges and pictures.
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { initials } from '../words.js';

/** A picture for a user: letters, or a drawing. */
export function picture(user, isLarge = false) {
  const letters = initials(user);
  const shown = letters || icon('user', isLarge ? 24 : 16);
  return el(`span.picture${isLarge ? '.is-large' : ''}`, { 'aria-hidden': 'true' }, shown);
}

/** Whether the number was proven. */
export function isVerified(number) {
  return number.verification?.status === 'verified';
}

/** What is special about a user. */
export function userBadges(user) {
  return [
    user.banned && el('span.badge.is-failed', {}, icon('none', 13), 'Banned'),
    user.locked && el('span.badge.is-queued', {}, icon('lock', 13), 'Locked'),
  ];
}

/** What is known of a number, in the order of what matters. */
export function numberBadges(number, user) {
  return [
    isVerified(number)
      ? el('span.badge.is-delivered', {}, icon('check', 13), 'Verified')
      : el('span.badge.is-queued', {}, icon('clock', 13), number.reserved ? 'Reserved, unverified' : 'Unverified'),
    number.id === user.primary_phone_number_id && el('span.badge', {}, 'Primary'),
    number.reserved_for_second_factor && el('span.badge', {}, number.default_second_factor ? 'Second factor, default' : 'Second factor'),
  ];
}
