// The try-it page: an app on one side, the phone on the other.
import { access } from '../api.js';
import { connectionBanner } from '../banner.js';
import { connection } from '../connection.js';
import { errorNote } from '../dialog.js';
import { el, fill } from '../dom.js';
import { icon } from '../icons.js';
import { themeButton } from '../theme.js';
import { unlockForm } from '../unlock.js';
import { appPane } from './app.js';
import { numbersToType } from './numbers.js';
import { phone } from './phone.js';
import { snippets } from './snippets.js';
import { story } from './story.js';

const main = el('main', { id: 'main', tabindex: '-1' });
const facts = el('p.top-facts', {});

function frame() {
  const skip = el('a.skip', { href: '#main', onclick: event => (event.preventDefault(), main.focus()) }, 'Skip to content');
  const mark = el('a.mark', { href: '/' }, el('img', { src: '/strowger/assets/icon.svg', alt: '', width: 26, height: 26 }), 'Strowger');
  const links = el(
    'nav.top-tools',
    { 'aria-label': 'Elsewhere' },
    el('a.button.is-quiet', { href: '/openapi.json', target: '_blank', rel: 'noopener' }, 'API description'),
    el('a.button', { href: '/console' }, 'Console'),
    themeButton(),
  );
  document.body.prepend(skip, el('header.top', {}, el('div.top-line', {}, mark, facts, links)), connectionBanner(), main);
}

function enter(session) {
  fill(facts, el('span.app-name', { title: session.application_name }, session.application_name), el('span.badge.is-quiet', {}, 'Development'));
  const steps = story();
  const app = appPane(session, { changed: steps.see });
  const device = phone(session, { pasteInto: app.codeField });
  fill(
    main,
    el(
      'div.intro',
      {},
      el('h1', {}, 'Sign up, and watch the texts arrive'),
      el(
        'p',
        {},
        'The form is the unmodified component that your app would show. The phone gets every text of this server: none leaves the machine.',
        session.test_mode && ' Any +1 area code with 555\u00a00100 to 555\u00a00199 is a test number.',
      ),
      numbersToType(session),
    ),
    steps.element,
    el('div.stage', {}, app.element, device.element),
    snippets(session),
  );
  app.start();
}

async function begin() {
  frame();
  access.addEventListener('locked', ask);
  try {
    const session = await access.open();
    if (session) enter(session);
  } catch (error) {
    fill(main, el('div.empty', {}, icon('warning', 28), el('h1', {}, 'The page could not open'), errorNote(error)));
    connection.addEventListener('back', () => location.reload());
    return;
  }
  if (!access.session) ask();
}

/** This server opens by itself only for pages on its own machine. */
function ask() {
  fill(main, unlockForm(enter, 'Unlock this page'));
}

begin();
