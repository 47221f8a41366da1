// Loads the prebuilt components from this server, unmodified.
import { el } from '../dom.js';

const SCRIPTS = ['/npm/@clerk/ui@1/dist/ui.browser.js', '/npm/@clerk/clerk-js@6/dist/clerk.browser.js'];

/** The scripts could not be had. */
export class MissingScripts extends Error {}

/** Colours of this page for the components, in its light and its dark. */
const APPEARANCE = {
  variables: {
    colorPrimary: 'var(--text)',
    colorPrimaryForeground: 'var(--panel)',
    colorForeground: 'var(--text)',
    colorMutedForeground: 'var(--faint)',
    colorMuted: 'var(--raised)',
    colorNeutral: 'var(--text)',
    colorBackground: 'var(--panel)',
    colorInput: 'var(--panel)',
    colorInputForeground: 'var(--text)',
    colorDanger: 'var(--bad)',
    colorSuccess: 'var(--good)',
    colorWarning: 'var(--warn)',
    fontFamily: 'var(--font)',
    borderRadius: '8px',
  },
};

/** The loaded client. `push` and `replace` change the page's address without loading it anew. */
export async function loadComponents(session, { push, replace }) {
  window.__clerk_publishable_key = session.publishable_key;
  window.__clerk_proxy_url = location.origin;
  for (const script of SCRIPTS) await load(script);
  const clerk = window.Clerk;
  await clerk.load({
    ui: { ClerkUI: window.__internal_ClerkUICtor },
    telemetry: false,
    appearance: APPEARANCE,
    routerPush: push,
    routerReplace: replace,
    signInUrl: '/sign-in',
    signUpUrl: '/sign-up',
  });
  return clerk;
}

function load(src) {
  return new Promise((loaded, failed) => {
    document.head.append(el('script', { src, onload: loaded, onerror: () => failed(new MissingScripts(src)) }));
  });
}
