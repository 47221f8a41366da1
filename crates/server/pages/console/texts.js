// The texts: what went out, what waits, and what was refused.
import { connection } from '../connection.js';
import { errorNote } from '../dialog.js';
import { el, fill } from '../dom.js';
import { Feed } from '../feed.js';
import { icon } from '../icons.js';
import { reasonOf, STATES } from '../reasons.js';
import { TextList } from '../text-list.js';
import { several, spaced } from '../words.js';
import { filterBar } from './filters.js';
import { arrowKeys } from './keyboard.js';
import { remember, remembered } from './router.js';

/** The view; `leave` stops its poll. */
export function textsView(session, { title }) {
  const left = new AbortController();
  const { signal } = left;
  const filter = { number: '', state: '', words: '', ...remembered() };
  const trouble = el('div', {});
  const nothing = el('div', {});
  const sum = el('p.sum', {});
  const live = el('span.live', { title: 'Texts appear here as they are made' }, el('span.live-dot', {}), 'Live');
  const more = el('button.button', { type: 'button', hidden: true, onclick: loadMore }, 'Older texts');
  let feed = null;
  let unseen = 0;

  const bar = filterBar(filter, { changed: refilter, searched: research });
  const texts = new TextList({ signal, matches: text => fits(text, filter.words), drawn: draw, look: { number, user } });
  arrowKeys(texts.list, '.code', '.text-number');

  const element = el(
    'section.page',
    { 'aria-labelledby': 'texts-title' },
    el('div.page-head', {}, el('h1', { id: 'texts-title', tabindex: '-1' }, 'Texts'), live, sum),
    !session.keeps_texts && el(
      'p.note',
      {},
      'Production keeps neither what texts say nor their codes: only to whom they went, when, and what became of them.',
    ),
    bar.element,
    trouble,
    texts.pill,
    el('div.card.is-list', {}, texts.list, nothing),
    el('div.page-foot', {}, more),
  );
  element.classList.toggle('keeps-texts', session.keeps_texts);
  connection.addEventListener('lost', () => live.classList.add('is-off'), { signal });
  connection.addEventListener('back', () => live.classList.remove('is-off'), { signal });
  document.addEventListener('visibilitychange', seen, { signal });
  refilter();

  function refilter() {
    remember(filter);
    feed?.stop();
    fill(texts.list, skeleton());
    texts.list.known = null;
    fill(nothing);
    fill(trouble);
    more.hidden = true;
    feed = new Feed({ phone_number: filter.number, state: filter.state }, { changed: take, failed });
  }

  function research() {
    remember(filter);
    texts.draw();
  }

  function take(news) {
    fill(trouble);
    live.classList.remove('is-off');
    bar.know(news.texts.map(text => text.to_phone_number));
    const arrived = texts.take(news);
    more.hidden = !news.hasMore;
    if (document.hidden && arrived.length) {
      unseen += arrived.length;
      title(`(${unseen}) Texts`);
    }
  }

  function seen() {
    if (document.hidden) return;
    unseen = 0;
    title('Texts');
  }

  function failed(error) {
    if (error.status === 401) return;
    live.classList.add('is-off');
    fill(trouble, errorNote(error));
    if (!texts.list.known) fill(texts.list);
  }

  function draw({ shown, all }) {
    const isFiltered = Boolean(filter.number || filter.state);
    sum.textContent = filter.words ? `${several(shown.length, 'text')} of ${all.length}` : '';
    fill(nothing, shown.length === 0 && (filter.words || isFiltered ? noneFit() : noneYet(session)));
  }

  function noneFit() {
    return el(
      'div.empty',
      {},
      icon('search', 26),
      el('h2', {}, 'No text fits'),
      el('p', {}, filter.words ? 'The search looks at the texts that are loaded.' : 'There is none with this number and state.'),
      el('button.button', { type: 'button', onclick: () => bar.clear() }, 'Show all texts'),
    );
  }

  async function loadMore() {
    more.disabled = true;
    more.textContent = 'Loading…';
    try {
      await feed.more();
    } catch (error) {
      fill(trouble, errorNote(error));
    }
    more.disabled = false;
    more.textContent = 'Older texts';
  }

  function number(text) {
    const filterBy = () => bar.setNumber(text.to_phone_number);
    return el('button.text-number', { type: 'button', title: 'Only texts to this number', onclick: filterBy }, spaced(text.to_phone_number));
  }

  return {
    element,
    leave() {
      feed.stop();
      left.abort();
    },
  };
}

function user(text) {
  const label = `User of the text to ${spaced(text.to_phone_number)}`;
  return text.user_id && el('a.text-user', { href: `/console/users/${text.user_id}`, 'aria-label': label }, icon('user', 14), 'User');
}

function fits(text, words) {
  if (!words) return true;
  const reason = reasonOf(text);
  const parts = [text.to_phone_number, spaced(text.to_phone_number), text.message, text.otp_code, text.id, text.user_id, STATES[text.state]];
  const all = [...parts, reason?.why, ...(reason?.settings ?? [])].filter(Boolean).join('\n').toLowerCase();
  return words.toLowerCase().split(/\s+/).every(word => all.includes(word));
}

function noneYet(session) {
  return el(
    'div.empty',
    {},
    icon('text', 28),
    el('h2', {}, 'No texts yet'),
    session.environment === 'development'
      ? [
          el('p', {}, 'Sign up on the try-it page, or ask for a code from your app. The text shows here at once.'),
          el('a.button.is-primary', { href: '/' }, 'Open the try-it page'),
        ]
      : el('p', {}, 'Each text that your app asks for is listed here, with what became of it.'),
  );
}

function skeleton() {
  const row = () => el(
    'li.text.is-loading',
    { 'aria-hidden': 'true' },
    el('div.text-who', {}, el('div.shade.is-short', {})),
    el('div.text-what', {}, el('div.shade.is-tall', {})),
  );
  return Array.from({ length: 4 }, row);
}
