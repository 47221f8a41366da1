// The app's side: the prebuilt components, as any app would mount them.
import { codeBlock } from '../copy.js';
import { el, fill } from '../dom.js';
import { icon } from '../icons.js';
import { loadComponents, MissingScripts } from './components.js';

/** The profile takes the width that the pane has, not the window's. */
const WIDE = { elements: { rootBox: { width: '100%' }, cardBox: { width: '100%', maxWidth: '100%' } } };

/** The pane; `changed(clerk)` is called whenever something happened in it. */
export function appPane(session, { changed }) {
  const address = el('span.address', {}, location.host + location.pathname);
  const account = el('div.account', {});
  const choice = el('div.choices', { role: 'group', 'aria-label': 'Form', hidden: true });
  const place = el('div.component', {}, loading());
  let clerk = null;
  let shown = null;
  let unmount = () => {};

  const element = el(
    'section.browser',
    { 'aria-label': 'Your app' },
    el('div.browser-bar', {}, el('span.browser-dots', { 'aria-hidden': 'true' }), address, account),
    el('div.browser-page', {}, choice, place),
  );

  async function start() {
    try {
      clerk = await loadComponents(session, { push: to => go(to, 'pushState'), replace: to => go(to, 'replaceState') });
    } catch (error) {
      fill(place, missing(session, error));
      return;
    }
    clerk.addListener(() => {
      show();
      changed(clerk);
    });
    addEventListener('popstate', show);
    show();
    changed(clerk);
  }

  function go(to, how) {
    const target = new URL(to, location.href);
    if (target.origin !== location.origin || !['/', '/sign-in', '/sign-up', '/user'].includes(target.pathname)) {
      location.assign(target);
      return;
    }
    history[how](null, '', target);
    show();
  }

  /** Mounts what fits: the profile for somebody signed in, a form for everybody else. */
  function show() {
    if (!clerk) return;
    // Undefined while a session is being taken over.
    if (clerk.user === undefined) return;
    const form = ['/sign-in', '/user'].includes(location.pathname) ? 'sign-in' : 'sign-up';
    const wanted = clerk.user ? `profile ${clerk.user.id}` : form;
    address.textContent = location.host + location.pathname;
    if (wanted === shown) return;
    shown = wanted;
    // What is taken away without being unmounted would go on following the address.
    unmount();
    const box = el('div.component-box', {});
    fill(place, box);
    choice.hidden = Boolean(clerk.user);
    if (clerk.user) {
      const button = el('div', {});
      fill(account, button);
      clerk.mountUserButton(button, { userProfileMode: 'navigation', userProfileUrl: '/user' });
      clerk.mountUserProfile(box, { routing: 'hash', appearance: WIDE });
      unmount = () => {
        clerk.unmountUserButton(button);
        clerk.unmountUserProfile(box);
        fill(account);
      };
    } else if (wanted === 'sign-in') {
      clerk.mountSignIn(box, { routing: 'hash', signUpUrl: '/sign-up' });
      unmount = () => clerk.unmountSignIn(box);
    } else {
      clerk.mountSignUp(box, { routing: 'hash', signInUrl: '/sign-in' });
      unmount = () => clerk.unmountSignUp(box);
    }
    drawChoice(wanted);
  }

  function drawChoice(wanted) {
    const one = (name, label) => el('button.choice', { type: 'button', 'aria-pressed': String(name === wanted), onclick: () => go(`/${name}`, 'pushState') }, label);
    fill(choice, one('sign-up', 'Sign up'), one('sign-in', 'Sign in'));
  }

  return {
    element,
    start,
    /** The field that waits for a code, if one does. */
    codeField: () => document.querySelector('.component input[autocomplete="one-time-code"], .cl-modalContent input[autocomplete="one-time-code"]'),
  };
}

function loading() {
  return el('div.component-box.is-waiting', { 'aria-hidden': 'true' }, el('div.shade.is-block', {}));
}

/** What to do when the scripts are not there. */
function missing(session, error) {
  const { source, location: folder } = session.components;
  const reload = el('button.button.is-primary', { type: 'button', onclick: () => location.reload() }, 'Reload');
  if (!(error instanceof MissingScripts)) {
    const title = el('h2', {}, 'The components did not start');
    return el('div.empty', { role: 'alert' }, icon('warning', 28), title, el('p', {}, error.message), reload);
  }
  const steps = source === 'folder'
    ? [
        el('p', {}, 'The components are npm packages, which this server takes from a folder. They are not there:'),
        el('p', {}, el('code.path', {}, folder)),
        el('p', {}, 'Install them beside that folder, then reload:'),
        codeBlock('npm install @clerk/clerk-js@6 @clerk/ui@1', 'command'),
      ]
    : [
        el('p', {}, 'This server sends browsers elsewhere for the components, and nothing answered there:'),
        el('p', {}, el('code.path', {}, folder)),
        el('p', {}, 'Check the network, or name a folder by the setting ', el('code', {}, 'components.scripts'), '.'),
      ];
  return el(
    'div.empty.is-missing',
    { role: 'alert' },
    icon('warning', 28),
    el('h2', {}, 'The component scripts are missing'),
    steps,
    reload,
    el('p.faint', {}, 'Texts, the console and the API work without them.'),
  );
}
