// How one's own app is pointed at this server.
import { copyButton } from '../copy.js';
import { el, fill } from '../dom.js';
import { SNIPPETS } from './snippet-texts.js';

/** The section: a tab per kind of app. */
export function snippets(session) {
  const tabs = el('div.snippet-tabs', { role: 'tablist', 'aria-label': 'Kinds of app', onkeydown: keys });
  const panel = el('div.snippet-panel', { role: 'tabpanel', id: 'snippet-panel', tabindex: '0' });
  const all = SNIPPETS.map(([name, make], at) => ({
    name,
    blocks: make(session.publishable_key, session.public_url),
    tab: el('button.snippet-tab', { type: 'button', role: 'tab', id: `snippet-tab-${at}`, 'aria-controls': 'snippet-panel', onclick: () => choose(at) }, name),
  }));
  fill(tabs, all.map(({ tab }) => tab));

  function choose(chosen) {
    all.forEach(({ tab, blocks }, at) => {
      const isChosen = at === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      if (!isChosen) return;
      panel.setAttribute('aria-labelledby', tab.id);
      fill(panel, blocks.map(block));
    });
  }

  function keys(event) {
    const at = all.findIndex(({ tab }) => tab === document.activeElement);
    const to = { ArrowRight: (at + 1) % all.length, ArrowLeft: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
    all[to].tab.focus();
  }

  choose(0);
  return el(
    'section.own',
    { 'aria-labelledby': 'own-title' },
    el('h2', { id: 'own-title' }, 'Your own app'),
    el('p.own-lead', {}, 'Any SDK that takes an address works. The secret key is not shown here: ', el('code', {}, 'strowger keys'), ' prints it.'),
    el('div.card.is-snippets', {}, tabs, panel),
  );
}

function block({ title, words, code }) {
  return el(
    'div.snippet-block',
    {},
    el('div.snippet-head', {}, el('h3', {}, title), code && copyButton(code, title)),
    words && el('p.faint', {}, words),
    code && el('pre.snippet', { tabindex: '0' }, el('code', {}, coloured(code))),
  );
}

/** Comments and strings told apart: enough to read by. */
function coloured(code) {
  return code.split(/((?:^|\s)(?:\/\/|#)[^\n]*|<!--.*?-->|'[^'\n]*'|"[^"\n]*"|`[^`]*`)/).map((part, at) => {
    if (at % 2 === 0) return part;
    return el(`span.${/^\s*(\/\/|#|<!--)/.test(part) ? 'code-comment' : 'code-string'}`, {}, part);
  });
}
