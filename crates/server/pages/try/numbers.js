// Numbers that are good to type.
import { copyButton } from '../copy.js';
import { el } from '../dom.js';
import { spaced } from '../words.js';

/** The suggestions. */
export function numbersToType(session) {
  return el(
    'section.suggestions',
    { 'aria-labelledby': 'suggestions-title' },
    el('h2', { id: 'suggestions-title' }, 'Numbers to type'),
    el(
      'ul',
      { role: 'list' },
      session.test_mode && suggestion('+12015550123', ['always ', el('code', {}, '424242')]),
      suggestion('+14155552671', 'a new code each time'),
    ),
  );
}

function suggestion(number, words) {
  const shown = el('span.number', {}, spaced(number));
  return el('li', {}, copyButton(number, `number ${spaced(number)}`, { shown, className: 'suggestion' }), el('span.faint', {}, words));
}
