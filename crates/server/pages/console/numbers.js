// A user's phone numbers, and what can be done to each.
import { access } from '../api.js';
import { announce } from '../announce.js';
import { copyButton } from '../copy.js';
import { confirm } from '../dialog.js';
import { el } from '../dom.js';
import { menu } from '../menu.js';
import { time } from '../times.js';
import { spaced } from '../words.js';
import { isVerified, numberBadges } from './user-words.js';

/** The card; `changed()` is called after each change. */
export function numbersCard(user, changed) {
  return el(
    'section.card',
    { 'aria-labelledby': 'numbers-title' },
    el('h2', { id: 'numbers-title' }, 'Phone numbers'),
    user.phone_numbers.length
      ? el('ul.rows', { role: 'list' }, user.phone_numbers.map(number => row(number, user, changed)))
      : el('p.faint', {}, 'None. The user can add one in the profile, your app by POST /v1/phone_numbers.'),
  );
}

function row(number, user, changed) {
  const shown = spaced(number.phone_number);
  return el(
    'li.row',
    { 'data-focus': number.id },
    el(
      'div.row-main',
      {},
      el('div.inline', {}, el('span.number', {}, shown), copyButton(number.phone_number, `number ${shown}`)),
      el('div.inline', {}, numberBadges(number, user)),
      el('div.row-fine.faint', {}, 'Added ', time(number.created_at), ' · ', el('code.clip', {}, number.id)),
    ),
    menu(`Actions for ${shown}`, actions(number, user, changed)),
  );
}

function actions(number, user, changed) {
  const shown = spaced(number.phone_number);
  const path = `/v1/phone_numbers/${number.id}`;
  const patch = body => () => access.call('PATCH', path, { body });
  const isPrimary = number.id === user.primary_phone_number_id;
  const isSecond = number.reserved_for_second_factor;

  /** An item whose dialog asks first, and which says afterwards what was done. */
  const item = (label, asks) => ({
    label,
    isDestructive: asks.isDestructive,
    async run() {
      if (!(await confirm({ action: label, ...asks }))) return;
      announce(asks.done, { isShown: true });
      changed();
    },
  });

  return [
    isVerified(number)
      ? item('Mark as unverified', {
          title: `Mark ${shown} as unverified?`,
          body: [
            el('p', {}, 'The user has to enter a code again before the number counts as proven.'),
            isSecond && el('p', {}, 'It stops being a second factor first.'),
          ],
          run: patch(isSecond ? { verified: false, reserved_for_second_factor: false } : { verified: false }),
          done: `${shown} is unverified`,
        })
      : item('Mark as verified', {
          title: `Mark ${shown} as verified?`,
          body: el('p', {}, 'You vouch for it: no code is asked for. From then on nobody else can have this number.'),
          run: patch({ verified: true }),
          done: `${shown} is verified`,
        }),
    !isPrimary && item('Make primary', {
      title: `Make ${shown} the primary number?`,
      body: el('p', {}, 'It is shown first, and takes the place of the one that is primary now.'),
      run: patch({ primary: true }),
      done: `${shown} is primary`,
    }),
    isSecond
      ? item('Stop using as second factor', {
          title: `Stop using ${shown} as a second factor?`,
          body: el('p', {}, 'Signing in asks for one step less if it is the only one. A text tells the number so.'),
          run: patch({ reserved_for_second_factor: false }),
          done: `${shown} is no second factor any more`,
        })
      : isVerified(number) && item('Use as second factor', {
          title: `Use ${shown} as a second factor?`,
          body: el('p', {}, 'From then on signing in also asks for a code that goes to this number, and it can no longer be used for the first step.'),
          run: patch({ reserved_for_second_factor: true }),
          done: `${shown} is a second factor`,
        }),
    item('Forgive wrong codes', {
      title: `Forgive the wrong codes for ${shown}?`,
      body: el('p', {}, 'The number gets its 100 tries back, whoever used them up.'),
      run: () => access.call('POST', '/strowger/v1/phone_numbers/unlock', { body: { phone_number: number.phone_number } }),
      done: `Wrong codes for ${shown} are forgiven`,
    }),
    item('Delete number', {
      title: `Delete ${shown}?`,
      body: [
        el('p', {}, 'The user loses it for good: no codes, no sign-in with it.', isSecond && ' As a second factor it is gone, too.'),
        el('p', {}, isPrimary ? 'The oldest verified number that is left becomes primary.' : 'Anybody may add it afterwards.'),
      ],
      isDestructive: true,
      run: () => access.call('DELETE', path),
      done: `${shown} is deleted`,
    }),
  ];
}
