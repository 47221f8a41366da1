// The console: its frame, and the view that is in it.
import { access } from '../api.js';
import { connectionBanner } from '../banner.js';
import { connection } from '../connection.js';
import { errorNote } from '../dialog.js';
import { el, fill } from '../dom.js';
import { icon } from '../icons.js';
import { themeButton } from '../theme.js';
import { unlockForm } from '../unlock.js';
import { focusSearch } from './keyboard.js';
import { follow, viewOf } from './router.js';
import { textsView } from './texts.js';
import { userView } from './user.js';
import { usersView } from './users.js';

const main = el('main', { id: 'main', tabindex: '-1' });
const nav = el('nav.tabs', { 'aria-label': 'Sections' });
const facts = el('p.top-facts', {});
const tools = el('div.top-tools', {});
let leave = () => {};
let isFirst = true;

const TITLES = { texts: 'Texts', users: 'Users', user: 'User', unknown: 'Nothing here' };

function frame() {
  const skip = el('a.skip', { href: '#main', onclick: event => (event.preventDefault(), main.focus()) }, 'Skip to content');
  const mark = el('a.mark', { href: '/console' }, el('img', { src: '/strowger/assets/icon.svg', alt: '', width: 26, height: 26 }), 'Strowger');
  const header = el('header.top', {}, el('div.top-line', {}, mark, facts, nav, tools));
  document.body.prepend(skip, header, connectionBanner(), main);
}

/** Shows the frame for a session, or for nobody. */
function dress(session) {
  const isDevelopment = session?.environment === 'development';
  fill(
    facts,
    session && [
      el('span.app-name', { title: session.application_name }, session.application_name),
      el(`span.badge.${isDevelopment ? 'is-quiet' : 'is-production'}`, {}, isDevelopment ? 'Development' : 'Production'),
    ],
  );
  fill(nav, session && [tab('/console', 'text', 'Texts', 'texts'), tab('/console/users', 'user', 'Users', 'users', 'user')]);
  nav.hidden = !session;
  fill(
    tools,
    isDevelopment && el('a.button.is-quiet', { href: '/' }, icon('phone', 16), 'Try it'),
    themeButton(),
    session?.is_by_key && el('button.button.is-quiet', { type: 'button', onclick: () => access.lock() }, icon('lock', 16), 'Lock'),
  );
}

function tab(href, drawing, label, ...views) {
  return el('a.tab', { href, 'data-views': views.join(' ') }, icon(drawing, 16), label);
}

function show(view) {
  if (!access.session) return;
  leave();
  for (const link of nav.children) {
    const isCurrent = link.dataset.views.split(' ').includes(view.name);
    if (isCurrent) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  title(TITLES[view.name]);
  const made = make(view);
  leave = made.leave ?? (() => {});
  fill(main, made.element);
  // After the first view the reader is told where the link led; before it the browser does that.
  if (!isFirst) main.querySelector('h1')?.focus({ preventScroll: true });
  if (!isFirst) scrollTo(0, 0);
  isFirst = false;
}

function make(view) {
  switch (view.name) {
    case 'texts':
      return textsView(access.session, { title });
    case 'users':
      return usersView(access.session);
    case 'user':
      return userView(view.id, { title });
    default:
      return { element: nothingHere() };
  }
}

function nothingHere() {
  return el(
    'div.empty',
    {},
    el('h1', { tabindex: '-1' }, 'Nothing is at this address'),
    el('p', {}, 'Go on to the ', el('a', { href: '/console' }, 'texts'), ' or the ', el('a', { href: '/console/users' }, 'users'), '.'),
  );
}

function title(words) {
  document.title = `${words} · Strowger`;
}

function lock() {
  leave();
  leave = () => {};
  dress(null);
  title('Locked');
  const form = unlockForm(enter);
  fill(main, form);
  form.querySelector('input').focus();
}

function enter(session) {
  dress(session);
  isFirst = false;
  show(viewOf(location.pathname));
}

async function begin() {
  frame();
  dress(null);
  access.addEventListener('locked', lock);
  document.addEventListener('keydown', focusSearch);
  try {
    const session = await access.open();
    if (session) dress(session);
    else lock();
  } catch (error) {
    fill(main, el('div.empty', {}, el('h1', {}, 'The console could not open'), errorNote(error)));
    connection.addEventListener('back', () => location.reload());
    return;
  }
  follow(show);
}

begin();
