// The try-it page: the whole story, with the unmodified components on one side and the phone on the other.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { spaced } from './console-screens.mjs';
import { mobile } from './fresh.mjs';
import { everythingKept, fitsItsWindow, isAccessible, ownPages } from './own-pages.mjs';
import { stage } from './stage.mjs';

const empty = mkdtempSync(join(tmpdir(), 'strowger-no-scripts-'));
process.on('exit', () => rmSync(empty, { recursive: true, force: true }));

const test = stage(ownPages);
const testWithoutNetwork = stage(ownPages, { settings: { STROWGER_COMPONENTS_SCRIPTS: 'http://127.0.0.1:1024/npm' } });
const testWithoutScripts = stage(ownPages, { settings: { STROWGER_COMPONENTS_SCRIPTS: empty } });

/** The components are judged by their makers. */
const THEIRS = [['.component'], ['.account'], ['[class*="cl-"]']];

class TryIt {
  constructor({ person, server }) {
    this.page = person.page;
    this.server = server;
  }

  open(path = '/') {
    return this.page.goto(this.server.url + path);
  }

  /** Waits until exactly the first `count` steps of the story are ticked off. */
  async done(count) {
    await this.page.waitForFunction(wanted => document.querySelectorAll('.step.is-done').length === wanted, count);
  }

  async type(number, action) {
    await this.page.getByRole('textbox', { name: 'Phone number', exact: true }).fill(number);
    await this.page.getByRole('button', { name: action, exact: true }).click();
  }

  /** Clicks the code of the newest text to the number on the phone, and pastes it where the focus went. */
  async enterCode(number) {
    await this.page.locator('input[autocomplete="one-time-code"]').first().waitFor();
    await this.text(number).getByRole('button', { name: /^Copy code/ }).click();
    await this.page.getByText('Code copied: paste it').last().waitFor();
    await this.page.keyboard.press('Control+V');
  }

  text(number) {
    return this.page.getByRole('region', { name: 'Messages' }).locator('.text').filter({ hasText: spaced(number) }).first();
  }
}

const story = (claim, tell) => test(claim, around => tell({ ...around, tryIt: new TryIt(around) }));
const storyWithoutNetwork = (claim, tell) => testWithoutNetwork(claim, around => tell({ ...around, tryIt: new TryIt(around) }));
const storyWithoutScripts = (claim, tell) => testWithoutScripts(claim, around => tell({ ...around, tryIt: new TryIt(around) }));

story('the story is told from sign-up to sign-in with both numbers', async ({ person, server, tryIt, phones }) => {
  const { page } = person;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const [first, second] = [mobile(), mobile()];
  await tryIt.open();
  await tryIt.done(0);
  await tryIt.type(first, 'Continue');
  await tryIt.enterCode(first);
  await tryIt.done(2);
  await page.getByRole('button', { name: 'Add phone number' }).click();
  await tryIt.type(second, 'Add');
  await tryIt.enterCode(second);
  await tryIt.done(3);
  await page.getByRole('button', { name: 'Security', exact: true }).click();
  await page.getByRole('button', { name: 'Add two-step verification' }).click();
  await page.getByRole('menuitem', { name: /SMS code/ }).click();
  await page.getByRole('button', { name: new RegExp(second.slice(-4)) }).click();
  await tryIt.done(4);
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'Open user menu' }).click();
  await page.locator('.cl-userButtonPopoverActionButton__signOut').click();
  await tryIt.done(5);
  await page.getByRole('group', { name: 'Form' }).getByRole('button', { name: 'Sign in' }).click();
  // What is on the phone from before is not what is waited for.
  await phones.code(first);
  await phones.code(second);
  await tryIt.type(first, 'Continue');
  await page.waitForFunction(code => document.querySelector('.phone .text')?.textContent.includes(code), await phones.code(first));
  await tryIt.enterCode(first);
  await page.getByRole('heading', { name: 'Check your phone' }).or(page.getByText('To continue, please enter')).first().waitFor();
  await page.waitForFunction(code => document.querySelector('.phone .text')?.textContent.includes(code), await phones.code(second));
  await tryIt.enterCode(second);
  await tryIt.done(6);
  await page.getByText('That is the whole story.').waitFor();
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.reload();
  const kept = await everythingKept(page);
  assert.ok(!kept.includes(server.secretKey), kept);
});

story('a test number takes its fixed code', async ({ person, tryIt }) => {
  await tryIt.open('/sign-up');
  await tryIt.type('+12015550123', 'Continue');
  const field = person.page.locator('input[autocomplete="one-time-code"]');
  await field.waitFor();
  await field.pressSequentially('424242');
  await tryIt.done(2);
});

story('a number to type is copied with one click', async ({ person, tryIt }) => {
  await person.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await tryIt.open('/sign-in');
  await person.page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
  await person.page.getByRole('button', { name: 'Copy number +1 415 555 2671' }).click();
  await person.page.getByRole('status').filter({ hasText: 'Copied' }).first().waitFor();
  assert.equal(await person.page.evaluate(() => navigator.clipboard.readText()), '+14155552671');
});

story('each snippet names this server, and none its secret key', async ({ person, server, tryIt }) => {
  const { publishable_key: publishableKey } = await server.keys();
  await tryIt.open();
  const tabs = person.page.getByRole('tab');
  await tabs.first().waitFor();
  assert.equal(await tabs.count(), 7);
  await tabs.first().focus();
  for (const name of ['React', 'Next.js', 'Plain script', 'Mobile', 'curl', 'Python', 'JavaScript']) {
    const tab = person.page.getByRole('tab', { name, exact: true });
    assert.equal(await tab.getAttribute('aria-selected'), 'true', name);
    const code = await person.page.getByRole('tabpanel').innerText();
    assert.ok(code.includes(server.url), `${name}: ${code}`);
    assert.equal(code.includes(publishableKey), !['curl', 'Python'].includes(name), name);
    assert.ok(!code.includes('sk_test_'), name);
    await person.page.keyboard.press('ArrowRight');
  }
  await person.page.getByRole('heading', { name: 'Create your account' }).waitFor();
});

story('the snippet for a plain page works as it is, in an app at another address', async ({ person, tryIt }) => {
  await tryIt.open();
  await person.page.getByRole('tab', { name: 'Plain script' }).click();
  const snippet = await person.page.getByRole('tabpanel').locator('pre').innerText();
  const app = createServer((incoming, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><link rel="icon" href="data:,"><body>${snippet}</body>`);
  });
  await new Promise(listening => app.listen(0, '127.0.0.1', listening));
  try {
    await person.page.goto(`http://127.0.0.1:${app.address().port}/`);
    await person.page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor();
    await person.page.getByRole('link', { name: 'Sign up' }).click();
    await tryIt.type('+12015550177', 'Continue');
    await person.page.locator('input[autocomplete="one-time-code"]').pressSequentially('424242');
    await person.page.getByRole('button', { name: 'Open user menu' }).waitFor();
  } finally {
    app.close();
    app.closeAllConnections();
  }
});

story('the page can be used by everybody, and on a phone', async ({ person, tryIt }) => {
  await tryIt.open();
  await person.page.getByRole('heading', { name: 'Create your account' }).waitFor();
  for (const width of [1280, 390]) {
    await person.page.setViewportSize({ width, height: 844 });
    await fitsItsWindow(person.page);
    await isAccessible(person.page, THEIRS);
  }
});

storyWithoutScripts('without the scripts the page says how to get them', async ({ person, tryIt }) => {
  person.announce('404 /npm/@clerk/ui@1/dist/ui.browser.js');
  await tryIt.open();
  await person.page.getByRole('heading', { name: 'The component scripts are missing' }).waitFor();
  await person.page.getByText(empty, { exact: true }).waitFor();
  await person.page.getByText('npm install @clerk/clerk-js@6 @clerk/ui@1').waitFor();
  await person.page.getByRole('region', { name: 'Messages' }).getByText('No texts yet').waitFor();
  await isAccessible(person.page);
});

storyWithoutNetwork('where the scripts would come from elsewhere and do not, the page says from where', async ({ person, tryIt }) => {
  await person.withoutServer(async () => {
    await tryIt.open();
    await person.page.getByText('This server sends browsers elsewhere for the components').waitFor();
    await person.page.getByText('http://127.0.0.1:1024/npm', { exact: true }).waitFor();
  });
});
