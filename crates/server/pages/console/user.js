// The page of a user: who that is, and what can be done.
import { access, Gone } from '../api.js';
import { connection } from '../connection.js';
import { copyButton } from '../copy.js';
import { errorNote } from '../dialog.js';
import { el, fill } from '../dom.js';
import { Feed } from '../feed.js';
import { icon } from '../icons.js';
import { menu } from '../menu.js';
import { TextList } from '../text-list.js';
import { time } from '../times.js';
import { nameOf } from '../words.js';
import { numbersCard } from './numbers.js';
import { sessionsCard } from './sessions.js';
import { userActions } from './user-actions.js';
import { picture, userBadges } from './user-words.js';

/** The view of the user of this id. */
export function userView(id, { title }) {
  const left = new AbortController();
  const { signal } = left;
  const element = el('section.page', { 'aria-labelledby': 'user-title' }, back(), skeleton());
  const texts = textsCard(id, signal);
  const sessions = sessionsCard(id, signal);
  let print = null;
  connection.addEventListener('back', load, { signal });
  document.addEventListener('visibilitychange', () => document.hidden || load(), { signal });
  load();

  async function load() {
    try {
      draw(await access.call('GET', `/v1/users/${id}`, { signal }));
    } catch (error) {
      if (signal.aborted || error.status === 401 || (error instanceof Gone && print)) return;
      fill(element, back(), error.status === 404 ? gone() : errorNote(error));
    }
    sessions.load();
  }

  function draw(user) {
    // Drawn anew only when something changed, so that the focus stays.
    if (JSON.stringify(user) === print) return;
    print = JSON.stringify(user);
    title(nameOf(user));
    const active = document.activeElement?.closest?.('[data-focus]')?.dataset.focus;
    fill(
      element,
      back(),
      head(user, load),
      el(
        'div.columns',
        {},
        el('div.column.is-wide', {}, numbersCard(user, load), texts.element),
        el('div.column', {}, factsCard(user), sessions.element),
      ),
    );
    if (active) element.querySelector(`[data-focus="${active}"] button`)?.focus();
  }

  return {
    element,
    leave() {
      texts.stop();
      left.abort();
    },
  };
}

function back() {
  return el('a.back', { href: '/console/users' }, icon('back', 15), 'Users');
}

function head(user, changed) {
  return el(
    'div.user-head',
    { 'data-focus': 'user' },
    picture(user, true),
    el(
      'div.user-names',
      {},
      el('div.inline', {}, el('h1', { id: 'user-title', tabindex: '-1' }, nameOf(user)), userBadges(user)),
      el('div.inline.faint', {}, el('code.clip', {}, user.id), copyButton(user.id, 'user id')),
    ),
    el('div.user-actions', {}, menu('Actions for this user', userActions(user, changed), 'Actions')),
  );
}

function factsCard(user) {
  const email = user.email_addresses.map(address => address.email_address).join(', ');
  const facts = [
    ['Username', user.username],
    ['Email', email],
    ['Your own id', user.external_id && [el('code', {}, user.external_id), copyButton(user.external_id, 'your own id')]],
    ['Created', time(user.created_at)],
    ['Last sign-in', time(user.last_sign_in_at)],
    ['Second factor', user.two_factor_enabled ? `On${user.backup_code_enabled ? ', with backup codes' : ''}` : 'Off'],
    ['Password', user.password_enabled ? 'Set' : 'None'],
    ['Wrong tries left', user.verification_attempts_remaining],
  ];
  return el(
    'section.card',
    { 'aria-labelledby': 'facts-title' },
    el('h2', { id: 'facts-title' }, 'Details'),
    el('dl.facts', {}, facts.filter(isKnown).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))),
  );
}

function isKnown([, value]) {
  return value !== null && value !== '' && value !== undefined;
}

function textsCard(id, signal) {
  const nothing = el('div', {});
  const trouble = el('div', {});
  const more = el('button.button', { type: 'button', hidden: true, onclick: () => feed.more().catch(error => fill(trouble, errorNote(error))) }, 'Older texts');
  const texts = new TextList({ signal, drawn: ({ shown }) => fill(nothing, shown.length === 0 && el('p.faint', {}, 'None in the list.')) });
  const feed = new Feed({ user_id: id }, {
    changed(news) {
      fill(trouble);
      texts.take(news);
      more.hidden = !news.hasMore;
    },
    failed: error => fill(trouble, errorNote(error)),
  });
  const element = el(
    'section.card.is-narrow',
    { 'aria-labelledby': 'texts-title' },
    el('h2', { id: 'texts-title' }, 'Texts'),
    trouble,
    texts.pill,
    texts.list,
    nothing,
    more,
  );
  return { element, stop: () => feed.stop() };
}

function gone() {
  return el(
    'div.empty',
    {},
    icon('user', 28),
    el('h1', { tabindex: '-1' }, 'There is no such user'),
    el('p', {}, 'It was deleted, or the address is wrong.'),
    el('a.button', { href: '/console/users' }, 'All users'),
  );
}

function skeleton() {
  return el('div.is-loading', { 'aria-hidden': 'true' }, el('div.shade.is-tall', {}), el('div.shade.is-block', {}));
}
