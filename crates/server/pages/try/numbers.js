// Numbers that are good to type.
import { copyButton } from '../copy.js';
import { el } from '../dom.js';
import { spaced } from '../words.js';

/** The card of suggestions. */
export function numbersToType(session) {
  return el(
    'section.suggestions',
    { 'aria-labelledby': 'suggestions-title' },
    el('h2', { id: 'suggestions-title' }, 'Numbers to type'),
    el(
      'ul',
      { role: 'list' },
      session.test_mode && suggestion('+12015550123', ['Test number: the code is always ', el('code', {}, '424242'), '. So with any area code, from 555 0100 to 555 0199.']),
      suggestion('+14155552671', ['Ordinary number: a new code each time, on the phone.']),
    ),
  );
}

function suggestion(number, words) {
  const shown = el('span.number', {}, spaced(number));
  return el('li', {}, copyButton(number, `number ${spaced(number)}`, { shown, className: 'suggestion' }), el('span.faint', {}, words));
}
