// What can be done to a user as a whole.
import { access } from '../api.js';
import { announce } from '../announce.js';
import { confirm } from '../dialog.js';
import { el } from '../dom.js';
import { nameOf, several } from '../words.js';
import { go } from './router.js';

/** Items for the menu of a user; `changed()` is called after each change but deletion, which leads back to the list. */
export function userActions(user, changed) {
  const name = nameOf(user);
  const post = verb => () => access.call('POST', `/v1/users/${user.id}/${verb}`);

  const item = (label, asks, after = changed) => ({
    label,
    isDestructive: asks.isDestructive,
    async run() {
      if (!(await confirm({ action: label, ...asks }))) return;
      announce(asks.done, { isShown: true });
      after();
    },
  });

  return [
    user.locked
      ? item('Unlock user', {
          title: `Unlock ${name}?`,
          body: el('p', {}, 'Codes and passwords work again, and all 100 wrong tries are given back.'),
          run: post('unlock'),
          done: `${name} is unlocked`,
        })
      : item('Lock user', {
          title: `Lock ${name}?`,
          body: el('p', {}, 'Codes and passwords are refused until you unlock. Sessions go on.'),
          run: post('lock'),
          done: `${name} is locked`,
        }),
    user.banned
      ? item('Unban user', {
          title: `Lift the ban of ${name}?`,
          body: el('p', {}, 'The user can sign in again. Sessions that the ban ended stay ended.'),
          run: post('unban'),
          done: `${name} may sign in again`,
        })
      : item('Ban user', {
          title: `Ban ${name}?`,
          body: el('p', {}, 'Every session ends at once, and the user cannot sign in until you lift the ban.'),
          isDestructive: true,
          run: post('ban'),
          done: `${name} is banned`,
        }),
    item(
      'Delete user',
      {
        title: `Delete ${name}?`,
        body: [
          el('p', {}, `The user is gone for good, with ${several(user.phone_numbers.length, 'phone number')}, every session, second factors and metadata.`),
          el('p', {}, 'This cannot be undone. The numbers are free for others.'),
        ],
        isDestructive: true,
        run: () => access.call('DELETE', `/v1/users/${user.id}`),
        done: `${name} is deleted`,
      },
      () => go('/console/users'),
    ),
  ];
}
