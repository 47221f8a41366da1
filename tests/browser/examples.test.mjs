// The examples as their READMEs have them: the official SDKs unmodified, told by environment variables where the server is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startServer, until } from '../js/server.mjs';
import { openBrowser, Person } from './browser.mjs';
import { SignInCard, SignUpCard } from './cards.mjs';
import { mobile } from './fresh.mjs';
import { Inbox } from './phones.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const START_MS = 120_000;
const STORY_MS = 120_000;

/** An example that runs: its own program, with the variables of its `.env.example`. */
class Example {
  #log = '';

  /** `paths`: pages that are built when they are first asked for. */
  constructor(name, command, paths = []) {
    this.name = name;
    this.folder = join(HERE, '../../examples', name);
    this.command = command;
    this.paths = paths;
  }

  async start(server) {
    const keys = await server.keys();
    const example = readFileSync(join(this.folder, '.env.example'), 'utf8');
    const filled = example
      .replace('pk_test_...', keys.publishable_key)
      .replace('sk_test_...', server.secretKey)
      .replaceAll('http://127.0.0.1:4000', server.url);
    const lines = filled.split('\n').filter(line => line && !line.startsWith('#'));
    const outside = Object.entries(process.env).filter(([name]) => !/^(NODE_TEST|STROWGER|CLERK|VITE|NEXT)_/.test(name));
    const env = { ...Object.fromEntries(outside), NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
    for (const line of lines) env[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    // In a group of its own, because it starts programs that have to end with it.
    this.child = spawn(process.execPath, this.command, { cwd: this.folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise(end => this.child.once('close', end));
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', chunk => (this.#log += chunk));
    const origin = () => {
      assert.equal(this.child.exitCode, null, this.log());
      return /Local:\s+(http:\/\/localhost:\d+)/.exec(this.#log)?.[1];
    };
    this.origin = await until(origin, START_MS, () => `${this.folder} is served; it said:\n${this.#log}`);
    for (const path of this.paths) await fetch(this.url(path)).then(answer => answer.text());
  }

  url(path) {
    return new URL(path, this.origin).href;
  }

  log() {
    return this.#log;
  }

  async stop() {
    if (!this.child) return;
    try {
      process.kill(-this.child.pid, 'SIGTERM');
    } catch (error) {
      // It ended by itself, and all that it started.
      if (error.code !== 'ESRCH') throw error;
    }
    await this.ended;
  }
}

// What SDKs and Chromium say of any app in development.
const ALLOWED = [/^Clerk: Clerk has been loaded with development keys\./, /was preloaded using link preload but not used/];

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

function example(app, claim, story) {
  describe(app.name, () => {
    let server;
    before(async () => {
      server = await startServer({ STROWGER_COMPONENTS_SCRIPTS: join(HERE, 'node_modules') });
      await app.start(server);
    });
    after(async () => {
      await app.stop();
      await server?.stop();
    });

    test(claim, { timeout: STORY_MS }, async () => {
      const person = await Person.arrive(browser, { allowedLines: ALLOWED });
      const around = { person, pages: app, phones: new Inbox(server) };
      try {
        await story({ person, signIn: new SignInCard(around), signUp: new SignUpCard(around), server });
        await person.check();
      } catch (error) {
        error.stack = `${error.stack}\n${await person.screen(claim)}\n${app.log()}\n${server.log()}`;
        throw error;
      } finally {
        await person.leave();
      }
    });
  });
}

/** The user that the page names, who is the one that the server knows by this number. */
async function isNamed(page, server, number) {
  const named = await page.getByText(/^You are user_\w+$/).textContent();
  const { data } = await server.clerk.users.getUserList({ phoneNumber: [number] });
  assert.deepEqual(data.map(user => `You are ${user.id}`), [named]);
}

async function leaves(page) {
  await page.getByRole('button', { name: 'Open user menu' }).click();
  await page.getByText('Sign out', { exact: true }).click();
}

example(
  new Example('react', ['node_modules/vite/bin/vite.js', '--port', '0']),
  'somebody signs up, is named, signs out, and signs in again',
  async ({ person: { page }, signUp, signIn, server }) => {
    const number = mobile();
    await signUp.open('/');
    await signUp.sees('Nobody is signed in');
    await signUp.press('Sign up');
    await signUp.heading('Create your account');
    await signUp.fill(number);
    await signUp.texted(number);
    await isNamed(page, server, number);

    await leaves(page);
    await signIn.sees('Nobody is signed in');
    await signIn.press('Sign in');
    await signIn.identify(number);
    await signIn.texted(number);
    await isNamed(page, server, number);
  },
);

example(
  new Example('nextjs', ['node_modules/next/dist/bin/next', 'dev', '--port', '0'], ['/', '/account', '/sign-in', '/sign-up']),
  'a page that the app’s server guards is reached by signing up, lost by signing out, and reached again by signing in',
  async ({ person: { page }, signUp, signIn, server }) => {
    const number = mobile();
    await signUp.open('/account');
    await signUp.isAt('/sign-in');
    await page.getByRole('main').getByRole('link', { name: 'Sign up' }).click();
    await signUp.isAt('/sign-up');
    await signUp.heading('Create your account');
    await signUp.fill(number);
    await signUp.texted(number);
    await signUp.isAt('/account');
    await isNamed(page, server, number);

    await leaves(page);
    await signIn.isAt('/');
    await signIn.open('/account');
    await signIn.isAt('/sign-in');
    await signIn.identify(number);
    await signIn.texted(number);
    await signIn.isAt('/account');
    await isNamed(page, server, number);
  },
);
