// The bar above the texts: search, number, state.
import { el, fill } from '../dom.js';
import { icon } from '../icons.js';
import { STATES } from '../reasons.js';
import { spaced, typedNumber } from '../words.js';

const TYPING_MS = 400;
/** Digits that a whole number has at least; before that somebody is still typing. */
const DIGITS_MIN = 7;

/** The bar for `filter`, which it changes; `changed()` when the server has to be asked anew, `searched()` when not. */
export function filterBar(filter, { changed, searched }) {
  const search = el('input.input', {
    type: 'search', id: 'text-search', 'data-search': true, placeholder: 'Search in these texts', autocomplete: 'off', 'aria-keyshortcuts': '/',
    oninput: () => {
      filter.words = search.value.trim();
      searched();
    },
  });
  const number = el('input.input', {
    type: 'tel', id: 'text-number', placeholder: 'Any number', autocomplete: 'off', list: 'known-numbers', oninput: typing, onchange: takeNumber,
  });
  const known = el('datalist', { id: 'known-numbers' });
  const drop = el(
    'button.icon-button.is-inside',
    { type: 'button', 'aria-label': 'Any number', title: 'Any number', onclick: () => setNumber('') },
    icon('close', 14),
  );
  const states = el('div.choices', { role: 'group', 'aria-label': 'State' });
  let timer;

  function typing() {
    clearTimeout(timer);
    timer = setTimeout(takeNumber, TYPING_MS);
  }

  function takeNumber() {
    clearTimeout(timer);
    const typed = typedNumber(number.value);
    if (typed && typed.length <= DIGITS_MIN) return;
    drop.hidden = !typed;
    if (typed === filter.number) return;
    filter.number = typed;
    changed();
  }

  function setNumber(wanted) {
    number.value = wanted && spaced(wanted);
    takeNumber();
  }

  function setState(state) {
    if (state === filter.state) return;
    filter.state = state;
    drawStates();
    changed();
  }

  function drawStates() {
    for (const choice of states.children) choice.setAttribute('aria-pressed', String(choice.value === filter.state));
  }

  function clear() {
    search.value = '';
    number.value = '';
    Object.assign(filter, { words: '', number: '', state: '' });
    drop.hidden = true;
    drawStates();
    changed();
    search.focus();
  }

  fill(
    states,
    Object.entries({ '': 'All', ...STATES }).map(([value, label]) => el('button.choice', { type: 'button', value, onclick: () => setState(value) }, label)),
  );
  drawStates();
  search.value = filter.words;
  number.value = filter.number && spaced(filter.number);
  drop.hidden = !filter.number;

  const element = el(
    'div.filters',
    { role: 'search' },
    el('div.field.is-search', {}, el('label.unseen', { for: 'text-search' }, 'Search in these texts'), icon('search', 16), search, el('kbd', {}, '/')),
    el('div.field.is-number', {}, el('label.unseen', { for: 'text-number' }, 'Number'), icon('phone', 16), number, drop, known),
    states,
  );

  return {
    element,
    clear,
    setNumber,
    /** Numbers to offer while typing. */
    know(numbers) {
      const all = [...new Set(numbers)].slice(0, 100);
      if (all.length !== known.children.length) fill(known, all.map(value => el('option', { value: spaced(value) })));
    },
  };
}
