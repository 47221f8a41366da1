// The list of users, a page at a time.
import { access, Gone } from '../api.js';
import { connection } from '../connection.js';
import { codeBlock } from '../copy.js';
import { errorNote } from '../dialog.js';
import { el, fill, fillByKey } from '../dom.js';
import { icon } from '../icons.js';
import { time } from '../times.js';
import { count, nameOf, primaryNumber, several, spaced } from '../words.js';
import { arrowKeys } from './keyboard.js';
import { remember, remembered } from './router.js';
import { isVerified, picture, userBadges } from './user-words.js';

const PAGE = 25;
const TYPING_MS = 250;
const ORDERS = { '-created_at': 'Newest first', '-last_sign_in_at': 'Last sign-in first', '+created_at': 'Oldest first' };

/** The view. */
export function usersView(session) {
  const left = new AbortController();
  const asked = { query: '', order: '-created_at', offset: 0, ...remembered() };
  let total = 0;
  let round = 0;
  let timer;

  const search = el('input.input', {
    type: 'search', id: 'user-search', 'data-search': true, placeholder: 'Name, number, username or id', autocomplete: 'off', 'aria-keyshortcuts': '/',
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => ask({ query: search.value.trim(), offset: 0 }), TYPING_MS);
    },
  });
  search.value = asked.query;
  const order = el('select.input', { 'aria-label': 'Order', onchange: () => ask({ order: order.value, offset: 0 }) },
    Object.entries(ORDERS).map(([value, label]) => el('option', { value, selected: value === asked.order }, label)));
  const sum = el('p.sum', { role: 'status' });
  const trouble = el('div', {});
  const rows = el('tbody', {}, skeleton());
  const table = el(
    'table.table',
    {},
    el('caption.unseen', {}, 'Users'),
    el('thead', {}, el('tr', {}, ['User', 'Phone numbers', 'Second factor', 'Last sign-in', 'Created'].map(name => el('th', { scope: 'col' }, name)))),
    rows,
  );
  arrowKeys(rows, 'a.row-link');
  const nothing = el('div', {});
  const where = el('span.sum', {});
  const before = el('button.button', { type: 'button', onclick: () => ask({ offset: Math.max(0, asked.offset - PAGE) }) }, icon('back'), 'Previous');
  const after = el('button.button', { type: 'button', onclick: () => ask({ offset: asked.offset + PAGE }) }, 'Next', icon('next'));
  const foot = el('nav.page-foot', { 'aria-label': 'Pages', hidden: true }, before, where, after);

  const element = el(
    'section.page',
    { 'aria-labelledby': 'users-title' },
    el('div.page-head', {}, el('h1', { id: 'users-title', tabindex: '-1' }, 'Users'), sum),
    el(
      'div.filters',
      { role: 'search' },
      el('div.field.is-search', {}, el('label.unseen', { for: 'user-search' }, 'Search users'), icon('search', 16), search, el('kbd', {}, '/')),
      el('div.field.is-order', {}, order),
    ),
    trouble,
    el('div.card.is-table', {}, table, nothing),
    foot,
  );
  connection.addEventListener('back', () => ask({}), { signal: left.signal });
  document.addEventListener('visibilitychange', () => document.hidden || ask({}), { signal: left.signal });
  ask({});

  async function ask(change) {
    Object.assign(asked, change);
    remember(asked);
    const mine = (round += 1);
    const { signal } = left;
    table.setAttribute('aria-busy', 'true');
    const query = { query: asked.query };
    try {
      const [users, counted] = await Promise.all([
        access.call('GET', '/v1/users', { query: { ...query, limit: PAGE, offset: asked.offset, order_by: asked.order }, signal }),
        access.call('GET', '/v1/users/count', { query, signal }),
      ]);
      if (mine !== round) return;
      total = counted.total_count;
      // The page may have emptied while somebody else deleted.
      if (!users.length && asked.offset > 0 && asked.offset >= total) {
        ask({ offset: Math.max(0, Math.floor((total - 1) / PAGE) * PAGE) });
        return;
      }
      fill(trouble);
      draw(users);
    } catch (error) {
      if (signal.aborted || mine !== round || error.status === 401) return;
      if (error instanceof Gone && rows.querySelector('a')) return;
      fill(trouble, errorNote(error));
      if (rows.querySelector('.shade') && !(error instanceof Gone)) fillByKey(rows, [], null, null);
    } finally {
      table.removeAttribute('aria-busy');
    }
  }

  function draw(users) {
    sum.textContent = asked.query ? `${several(total, 'user')} found` : several(total, 'user');
    fillByKey(rows, users, user => user.id, row);
    fill(nothing, users.length === 0 && (asked.query ? nobodyFits() : nobodyYet(session)));
    table.hidden = users.length === 0;
    foot.hidden = total <= PAGE;
    before.disabled = asked.offset === 0;
    after.disabled = asked.offset + PAGE >= total;
    where.textContent = `${count(asked.offset + 1)}–${count(asked.offset + users.length)} of ${count(total)}`;
  }

  function nobodyFits() {
    const all = el('button.button', { type: 'button', onclick: showAll }, 'Show all users');
    return el('div.empty', {}, icon('search', 26), el('h2', {}, 'Nobody fits'), el('p', {}, 'Names, usernames, numbers, addresses and ids are searched.'), all);
  }

  function showAll() {
    search.value = '';
    search.focus();
    ask({ query: '', offset: 0 });
  }

  return {
    element,
    leave() {
      clearTimeout(timer);
      left.abort();
    },
  };
}

function row(user) {
  const name = nameOf(user);
  const under = user.username && user.username !== name ? `@${user.username}` : user.id;
  const link = el('a.row-link', { href: `/console/users/${user.id}` }, name);
  const names = el('div.who-names', {}, el('div.who-name', {}, link), el('div.who-under', {}, userBadges(user), el('span.faint.clip', {}, under)));
  return el(
    'tr',
    {},
    el('td.cell-user', {}, el('div.who', {}, picture(user), names)),
    el('td.cell-numbers', {}, numbers(user)),
    el('td.cell-second', {}, user.two_factor_enabled ? el('span.badge', {}, 'On') : el('span.faint', {}, 'Off')),
    el('td.cell-seen', {}, time(user.last_sign_in_at)),
    el('td.cell-created', {}, time(user.created_at)),
  );
}

/** The first number, whether it is verified, and how many more there are. */
function numbers(user) {
  const primary = primaryNumber(user);
  if (!primary) return el('span.faint', {}, 'none');
  const [tag, drawing, word] = isVerified(primary) ? ['span.mini.is-delivered', 'check', 'verified'] : ['span.mini.is-queued', 'clock', 'unverified'];
  const others = user.phone_numbers.length - 1;
  return el(
    'div.inline',
    {},
    el('span.nowrap', {}, spaced(primary.phone_number)),
    el(tag, { title: word }, icon(drawing, 14), el('span.unseen', {}, word)),
    others > 0 && el('span.faint.nowrap', {}, `and ${count(others)} more`),
  );
}

function nobodyYet(session) {
  const curl = `curl ${session.public_url}/v1/users -H "Authorization: Bearer $STROWGER_SECRET_KEY" \\
  -H "Content-Type: application/json" -d '{"phone_number": ["+12015550100"]}'`;
  return el(
    'div.empty',
    {},
    icon('user', 28),
    el('h2', {}, 'No users yet'),
    session.environment === 'development'
      ? [
          el('p', {}, 'Sign up on the try-it page, or make a user from a shell:'),
          codeBlock(curl, 'command'),
          el('a.button.is-primary', { href: '/sign-up' }, 'Sign up on the try-it page'),
        ]
      : el('p', {}, 'Whoever signs up with your app is listed here.'),
  );
}

function skeleton() {
  const cell = shade => el('td', {}, el(shade, {}));
  const row = () => el('tr', { 'aria-hidden': 'true' }, cell('div.shade.is-row'), Array.from({ length: 4 }, () => cell('div.shade.is-short')));
  return Array.from({ length: 6 }, row);
}
