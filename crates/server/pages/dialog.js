// Asks before something changes.
import { Gone } from './api.js';
import { el, fill } from './dom.js';

/** What an error says, with its trace small. */
export function errorNote(error) {
  return el(
    'div.note.is-error',
    { role: 'alert' },
    el('p', {}, error.message),
    error instanceof Gone && el('p', {}, 'Nothing is known of what came of it. Try again when the server is back.'),
    error.traceId && el('p.trace', {}, 'Trace ', el('code', {}, error.traceId)),
  );
}

let dialogs = 0;

/**
 * Opens a dialog that does `run()` when its button is pressed, and shows there what went wrong. Closes when it is done; true if it
 * was. `action` names what happens; `isDestructive` makes it red and puts the focus on Cancel.
 */
export function confirm({ title, body, action, isDestructive = false, run }) {
  const opener = document.activeElement;
  const titleId = `dialog-${(dialogs += 1)}`;
  const trouble = el('div', {});
  const cancel = el('button.button', { type: 'button', onclick: () => dialog.close() }, 'Cancel');
  const go = el(`button.button.${isDestructive ? 'is-danger' : 'is-primary'}`, { type: 'button', onclick: attempt }, action);
  const dialog = el(
    'dialog.dialog',
    { 'aria-labelledby': titleId, 'aria-describedby': `${titleId}-body` },
    el('h2', { id: titleId }, title),
    el('div.dialog-body', { id: `${titleId}-body` }, body),
    trouble,
    el('div.dialog-actions', {}, cancel, go),
  );
  let isDone = false;

  async function attempt() {
    go.disabled = true;
    dialog.setAttribute('aria-busy', 'true');
    fill(trouble);
    try {
      await run();
      isDone = true;
      dialog.close();
    } catch (error) {
      fill(trouble, errorNote(error));
      go.disabled = false;
      go.focus();
    } finally {
      dialog.removeAttribute('aria-busy');
    }
  }

  return new Promise(closed => {
    dialog.addEventListener('click', event => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (opener?.isConnected) opener.focus();
      closed(isDone);
    });
    document.body.append(dialog);
    dialog.showModal();
    (isDestructive ? cancel : go).focus();
  });
}
