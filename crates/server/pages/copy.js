// Copies with one click, and says so.
import { el, fill } from './dom.js';
import { icon } from './icons.js';
import { announce } from './announce.js';

const SHOWN_MS = 1_600;

/** Copies the text; false if the browser does not allow it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** For pages without `navigator.clipboard`: those that come over plain HTTP from another machine. */
function copyBySelection(text) {
  const before = document.activeElement;
  const place = el('textarea.unseen', { readonly: true, tabindex: '-1', 'aria-hidden': 'true' });
  place.value = text;
  (before?.closest('dialog') ?? document.body).append(place);
  place.select();
  let isCopied = false;
  try {
    isCopied = document.execCommand('copy');
  } catch {
    // There is nothing else to try: the text stays selectable.
  }
  place.remove();
  before?.focus({ preventScroll: true });
  return isCopied;
}

/** A button that copies `text`; `what` is its name, such as “code”. With `shown` that is in it, otherwise the drawing alone. */
export function copyButton(text, what, { shown = null, className = 'copy', copied = () => {} } = {}) {
  const mark = el('span.copy-mark', {}, icon('copy', 15));
  const button = el(`button.${className}`, { type: 'button', 'aria-label': `Copy ${what}`, title: `Copy ${what}` }, shown, mark);
  let timer;
  button.addEventListener('click', async event => {
    event.stopPropagation();
    const isCopied = await copy(text);
    fill(mark, icon(isCopied ? 'check' : 'close', 15));
    button.classList.toggle('is-copied', isCopied);
    announce(isCopied ? 'Copied' : 'This browser does not allow to copy. Select the text instead.', { isShown: !isCopied });
    clearTimeout(timer);
    timer = setTimeout(() => {
      fill(mark, icon('copy', 15));
      button.classList.remove('is-copied');
    }, SHOWN_MS);
    if (isCopied) copied(button);
  });
  return button;
}

/** Code to paste somewhere else, with a button that copies it. */
export function codeBlock(code, what) {
  return el('div.snippet-place', {}, el('pre.snippet', { tabindex: '0' }, el('code', {}, code)), copyButton(code, what));
}
