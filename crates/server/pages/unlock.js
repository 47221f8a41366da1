// Asks for the secret key where the server does not open by itself.
import { access } from './api.js';
import { errorNote } from './dialog.js';
import { attribute, el, fill } from './dom.js';
import { icon } from './icons.js';

const WRONG = 'That is not the secret key of this server.';

/** The form; `opened(session)` is called when the key was right. */
export function unlockForm(opened, title = 'Unlock the console') {
  const trouble = el('div', { id: 'unlock-trouble' });
  const key = el('input.input', {
    id: 'secret-key',
    type: 'password',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    required: true,
    placeholder: 'sk_…',
    'aria-describedby': 'unlock-where unlock-trouble',
  });
  const go = el('button.button.is-primary', { type: 'submit' }, 'Unlock');
  const form = el(
    'form.unlock',
    { onsubmit: submit, novalidate: true },
    el('div.unlock-mark', {}, icon('lock', 22)),
    el('h1', { tabindex: '-1' }, title),
    el('p.lead', {}, 'It shows users and their texts, so it wants the server’s secret key.'),
    el('label.label', { for: 'secret-key' }, 'Secret key'),
    key,
    trouble,
    go,
    el(
      'p.hint',
      { id: 'unlock-where' },
      'Run ',
      el('code', {}, 'strowger keys'),
      ' where the server runs, or look where you set ',
      el('code', {}, 'STROWGER_SECRET_KEY'),
      '. The key is not kept: this tab holds a token that dies after 12 hours, when you press Lock, or with the key.',
    ),
  );

  async function submit(event) {
    event.preventDefault();
    const secretKey = key.value.trim();
    if (!secretKey) {
      wrong(new Error('Type the secret key.'));
      return;
    }
    // Anything else cannot travel in a header.
    if (!/^[\x21-\x7e]+$/.test(secretKey)) {
      wrong(new Error(WRONG));
      return;
    }
    go.disabled = true;
    fill(trouble);
    attribute(key, { 'aria-invalid': null });
    try {
      const session = await access.begin(secretKey);
      key.value = '';
      opened(session);
    } catch (error) {
      wrong(error.status === 401 ? new Error(WRONG) : error);
    } finally {
      go.disabled = false;
    }
  }

  function wrong(error) {
    fill(trouble, errorNote(error));
    attribute(key, { 'aria-invalid': 'true' });
    key.focus();
    key.select();
  }

  return form;
}
