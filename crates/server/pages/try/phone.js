// The phone: every text of this server, newest on top.
import { announce } from '../announce.js';
import { errorNote } from '../dialog.js';
import { el, fill } from '../dom.js';
import { Feed } from '../feed.js';
import { icon } from '../icons.js';
import { TextList } from '../text-list.js';

/** The pane; `pasteInto()` gives the field that waits for a code, or nothing. */
export function phone(session, { pasteInto }) {
  const trouble = el('div', {});
  const nothing = el('div', {});
  const clock = el('span', {});
  const screen = el('div.screen', { tabindex: '0', role: 'region', 'aria-label': 'Texts' });
  const texts = new TextList({
    scroller: screen,
    look: { copied },
    drawn: ({ shown }) => fill(nothing, shown.length === 0 && noneYet()),
  });
  fill(screen, trouble, texts.pill, texts.list, nothing);

  new Feed({}, {
    changed(news) {
      fill(trouble);
      texts.take(news);
    },
    failed: error => error.status !== 401 && fill(trouble, errorNote(error)),
  });

  function tick() {
    clock.textContent = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  }
  tick();
  setInterval(tick, 5_000);

  /** The code goes to where it is wanted by the user's own paste: the component stays as it is. */
  function copied() {
    const field = pasteInto();
    if (!field) return;
    field.focus();
    announce(`Code copied: paste it with ${/Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘V' : 'Ctrl+V'}`, { isShown: true });
  }

  const element = el(
    'section.phone',
    { 'aria-labelledby': 'phone-title' },
    el('div.phone-status', { 'aria-hidden': 'true' }, clock, el('span.phone-island', {}), el('span', {}, 'SMS')),
    el('div.phone-head', {}, el('h2', { id: 'phone-title' }, 'Messages'), el('span.faint', {}, `from ${session.application_name}`)),
    screen,
  );
  element.classList.add('is-tiny');
  return { element };
}

function noneYet() {
  return el('div.empty', {}, icon('text', 26), el('h3', {}, 'No texts yet'), el('p', {}, 'Type a number into the form. Its code arrives here.'));
}
