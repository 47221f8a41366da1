// How app and server stand to each other. Each opens an app, a server and the place where texts arrive.
import { randomBytes } from 'node:crypto';

import { startServer } from '../js/server.mjs';
import { Pages, PROXY_PATH } from './pages.mjs';
import { Endpoint, Inbox } from './phones.mjs';

/** Pages of the app, and limits that nobody meets whose story is not about them. */
const common = pages => ({
  STROWGER_APP_HOME_URL: pages.url('/'),
  STROWGER_APP_AFTER_SIGN_IN_URL: pages.url('/after-sign-in'),
  STROWGER_APP_AFTER_SIGN_UP_URL: pages.url('/after-sign-up'),
  STROWGER_APP_AFTER_SIGN_OUT_URL: pages.url('/after-sign-out'),
  STROWGER_LIMITS_CREATES_PER_IP: '1000',
  STROWGER_LIMITS_ATTEMPTS_PER_CLIENT: '1000',
  STROWGER_LIMITS_ATTEMPTS_PER_IP: '1000',
  STROWGER_LIMITS_SENDS_PER_IP: '1000',
});

const production = endpoint => ({
  STROWGER_MODE: 'production',
  STROWGER_MASTER_KEY: randomBytes(32).toString('hex'),
  STROWGER_SECRET_KEY: `sk_live_${randomBytes(20).toString('hex')}`,
  STROWGER_SMS_ALLOWED_COUNTRIES: 'US,GB',
  ...endpoint.settings,
});

/** In production the server has a port of its own on the app's host, and holds clients by its cookie. */
export async function productionCookies(settings, generation) {
  const [pages, phones] = [await Pages.open(), await Endpoint.open()];
  const server = await startServer({
    ...common(pages),
    ...production(phones),
    STROWGER_INSTANCE_ALLOWED_ORIGINS: pages.origin,
    ...settings,
  });
  pages.serve({ generation, publishableKey: (await server.keys()).publishable_key, proxyUrl: server.url });
  return { pages, phones, server };
}

/** In production the app passes on what comes for `/__clerk`: to the browser there is one origin. */
export async function sameOriginProxy(settings, generation) {
  const [pages, phones] = [await Pages.open(), await Endpoint.open()];
  const server = await startServer({
    ...common(pages),
    ...production(phones),
    STROWGER_PUBLIC_URL: pages.url(PROXY_PATH),
    STROWGER_TRUSTED_PROXIES: '127.0.0.1',
    ...settings,
  });
  pages.serve({ generation, publishableKey: (await server.keys()).publishable_key, proxied: server.port });
  return { pages, phones, server };
}

/** In development the browser names its client in the query, and texts stay in the inbox. */
export async function development(settings, generation) {
  const pages = await Pages.open();
  const server = await startServer({
    ...common(pages),
    ...settings,
  });
  pages.serve({ generation, publishableKey: (await server.keys()).publishable_key, proxyUrl: server.url });
  return {
    pages, server, phones: new Inbox(server),
    // clerk-js says that its keys are for development whenever they are.
    allowedLines: [/^Clerk: Clerk has been loaded with development keys\./],
  };
}
