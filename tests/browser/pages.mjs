// The app: a few pages with the unmodified components on them, and, if asked, a proxy that makes the server part of the app's origin.
import { createReadStream } from 'node:fs';
import { createServer, request } from 'node:http';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';

const MODULES = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
/** Where the app passes on to the server. */
export const PROXY_PATH = '/__clerk';

/** The generations of clerk-js: the scripts that a page loads, in order, and what only this one is started with. */
export const NEWEST = {
  scripts: ['@clerk/ui/dist/ui.browser.js', '@clerk/clerk-js/dist/clerk.browser.js'],
  options: 'ui: { ClerkUI: window.__internal_ClerkUICtor },',
};
export const FIVE = { scripts: ['clerk-js-5/dist/clerk.browser.js'], options: '' };

// clerk-js goes to / unless the app says otherwise.
const AFTERWARDS = `
  signInFallbackRedirectUrl: '/after-sign-in',
  signUpFallbackRedirectUrl: '/after-sign-up',
  afterSignOutUrl: '/after-sign-out',`;

const TITLES = {
  '/': 'Home',
  '/sign-in': 'Sign in here',
  '/sign-up': 'Sign up here',
  '/user': 'Your account',
  '/after-sign-in': 'After sign-in',
  '/after-sign-up': 'After sign-up',
  '/after-sign-out': 'After sign-out',
};

const MOUNTS = {
  '/sign-in': 'Clerk.mountSignIn(place);',
  '/sign-up': 'Clerk.mountSignUp(place);',
  '/user': 'if (Clerk.user) Clerk.mountUserProfile(place);',
};
// Every other page has what most apps have in a corner.
const CORNER = 'if (Clerk.user) Clerk.mountUserButton(place);';

function page(path, { generation, publishableKey, proxyUrl }) {
  const scripts = generation.scripts
    .map(each => `<script crossorigin="anonymous" src="${/^(https:|\/)/.test(each) ? each : `/modules/${each}`}"></script>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${TITLES[path]}</title><link rel="icon" href="data:,"></head>
<body style="font-family: sans-serif">
<h1>${TITLES[path]}</h1>
<p role="status">Loading</p>
<p><button id="sign-out" hidden>Leave</button></p>
<div id="place"></div>
<script>
  window.__clerk_publishable_key = ${JSON.stringify(publishableKey)};
  window.__clerk_proxy_url = ${JSON.stringify(proxyUrl)};
</script>
${scripts}
<script>
  const place = document.getElementById('place');
  const leave = document.getElementById('sign-out');
  const status = document.querySelector('[role=status]');
  const who = user => user.username ?? user.primaryPhoneNumber?.phoneNumber ?? user.id;
  leave.onclick = () => Clerk.signOut();
  Clerk.load({ telemetry: false, ${generation.options} ${AFTERWARDS} }).then(() => {
    Clerk.addListener(({ user }) => {
      status.textContent = user ? 'Signed in as ' + who(user) : 'Signed out';
      leave.hidden = !user;
    });
    ${MOUNTS[path] ?? CORNER}
  });
</script>
</body>
</html>`;
}

export class Pages {
  /** Opens the app's address; `serve` says what is to be seen there. */
  static async open() {
    const pages = new Pages();
    pages.http = createServer((incoming, answer) => pages.#answer(incoming, answer));
    await new Promise(listening => pages.http.listen(0, '127.0.0.1', listening));
    pages.http.unref();
    pages.origin = `http://127.0.0.1:${pages.http.address().port}`;
    return pages;
  }

  /** `proxied`: the port of the server, if it is to be reached below `/__clerk`. */
  serve({ generation = NEWEST, publishableKey, proxyUrl = PROXY_PATH, proxied = null }) {
    this.look = { generation, publishableKey, proxyUrl };
    this.proxied = proxied;
  }

  url(path) {
    return new URL(path, this.origin).href;
  }

  close() {
    this.http.closeAllConnections();
    this.http.close();
  }

  #answer(incoming, answer) {
    const { pathname } = new URL(incoming.url, this.origin);
    if (this.proxied && pathname.startsWith(`${PROXY_PATH}/`)) return this.#pass(incoming, answer);
    if (pathname.startsWith('/modules/')) return script(pathname.slice('/modules/'.length), answer);
    if (!TITLES[pathname]) return answer.writeHead(404).end();
    answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page(pathname, this.look));
  }

  /** What docs/operations.md has a proxy do: the host stays, the caller's address is added. */
  #pass(incoming, answer) {
    const onward = request({
      host: '127.0.0.1',
      port: this.proxied,
      method: incoming.method,
      path: incoming.url.slice(PROXY_PATH.length),
      headers: { ...incoming.headers, 'x-forwarded-for': incoming.socket.remoteAddress },
    });
    onward.on('response', reply => {
      answer.writeHead(reply.statusCode, reply.headers);
      pipeline(reply, answer, () => {});
    });
    onward.on('error', () => answer.writeHead(502, { 'Content-Type': 'application/json' }).end('{"errors":[]}'));
    pipeline(incoming, onward, () => {});
  }
}

function script(name, answer) {
  const path = normalize(join(MODULES, name));
  if (!path.startsWith(MODULES) || !path.endsWith('.js')) return answer.writeHead(404).end();
  const file = createReadStream(path);
  file.on('open', () => answer.writeHead(200, { 'Content-Type': 'text/javascript', 'Cache-Control': 'max-age=3600' }));
  file.on('error', () => answer.writeHead(404).end());
  file.pipe(answer);
}
