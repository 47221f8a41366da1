// Chromium, and whoever sits in front of it. A person's browser is watched: what goes wrong there without having been announced fails the test.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
const WAIT_MS = 15_000;
const SETTLE_MS = 5_000;

/** `hosts`: where on this machine names lead that pages have, by certificates that nobody vouches for. */
export function openBrowser(hosts = {}) {
  const maps = Object.entries(hosts).map(([name, place]) => `MAP ${name} ${place}`);
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      // clerk-js swallows failures in a browser that says it is automated.
      '--disable-blink-features=AutomationControlled',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      // Nothing but this machine has a name, so that nobody else is asked, not even by a page that tries.
      `--host-resolver-rules=${[...maps, 'MAP * ~NOTFOUND', 'EXCLUDE localhost', 'EXCLUDE 127.0.0.1'].join(', ')}`,
      ...(maps.length ? ['--ignore-certificate-errors'] : []),
      ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

const LOOPBACK = ['localhost', '127.0.0.1'];
const isElsewhere = (url, ours) => /^(https?|wss?):/.test(url) && ![...LOOPBACK, ...ours].includes(new URL(url).hostname);

/** A browser of its own for one person: nothing in it is shared with other people's. */
export class Person {
  #context;
  #allowedLines;
  #hosts;
  #trouble = [];
  #refusals = [];
  #announced = [];
  #reading = [];
  #isServerGone = false;

  /** `allowedLines`: lines that the components always write to the console where they run. `hosts`: names that are of this machine. */
  static async arrive(browser, { allowedLines = [], hosts = [] } = {}) {
    const person = new Person();
    person.#hosts = hosts;
    person.#allowedLines = allowedLines;
    person.#context = await browser.newContext({ locale: 'en-US', viewport: { width: 1000, height: 1100 } });
    person.#context.setDefaultTimeout(WAIT_MS);
    await person.openTab();
    return person;
  }

  /** Another tab of the same browser, which is the one that is looked at from now on. */
  async openTab() {
    this.page = await this.#context.newPage();
    this.page.on('console', line => this.#hear(line));
    this.page.on('pageerror', error => this.#raise(error));
    this.page.on('request', request => {
      if (isElsewhere(request.url(), this.#hosts)) this.#trouble.push(`asked another host: ${request.url()}`);
    });
    this.page.on('requestfailed', request => this.#fail(request));
    this.page.on('response', response => {
      if (response.status() >= 400) this.#reading.push(this.#read(response));
    });
    return this.page;
  }

  cookies() {
    return this.#context.cookies();
  }

  /** Says beforehand that the server will refuse something, such as '422 form_code_incorrect'; the test fails if it does not. */
  announce(...refusals) {
    this.#announced.push(...refusals);
  }

  /** What happens while the server is not there: requests fail. */
  async withoutServer(story) {
    this.#isServerGone = true;
    await story();
    this.#isServerGone = false;
  }

  /** Fails if anything went wrong, or did not go wrong as announced. */
  async check() {
    const deadline = Date.now() + SETTLE_MS;
    // The screen may show a refusal before the browser has told us of it.
    while (this.#refusals.length < this.#announced.length && Date.now() < deadline) await this.page.waitForTimeout(20);
    await Promise.all(this.#reading);
    assert.deepEqual(this.#trouble, [], 'nothing goes wrong in the browser that the test did not announce');
    assert.deepEqual(this.#refusals.toSorted(), this.#announced.toSorted(), 'what was announced is refused, and nothing else');
  }

  /** What a person sees, for a message about a failure. */
  async screen(name) {
    const directory = mkdtempSync(join(tmpdir(), 'strowger-browser-'));
    const path = join(directory, `${name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80)}.png`);
    const text = await this.page.locator('body').innerText().catch(error => `(no text: ${error.message})`);
    const saved = await this.page.screenshot({ path, timeout: SETTLE_MS }).then(() => path, error => `(none: ${error.message})`);
    return [`at ${this.page.url()}`, 'on the screen:', text, `screenshot: ${saved}`, ...this.#trouble, ...this.#refusals].join('\n');
  }

  leave() {
    return this.#context.close();
  }

  #hear(line) {
    if (!['error', 'warning', 'assert'].includes(line.type())) return;
    const text = line.text();
    // Chromium's own line for what is judged, with more known about it, as a response or as a request that failed.
    if (text.startsWith('Failed to load resource:')) return;
    if (this.#allowedLines.some(allowed => allowed.test(text))) return;
    this.#trouble.push(`console ${line.type()}: ${text}`);
  }

  #raise(error) {
    // The forms of clerk-js catch no failure of the network: it ends as an error of the page, and nothing is shown.
    if (this.#isServerGone && error.message.startsWith('ClerkJS: Network error at')) return;
    this.#trouble.push(`error in the page: ${error.stack ?? error}`);
  }

  #fail(request) {
    const why = request.failure()?.errorText;
    // A page that is left gives up what it was asking for.
    if (why === 'net::ERR_ABORTED') return;
    if (this.#isServerGone && why === 'net::ERR_CONNECTION_REFUSED') return;
    this.#trouble.push(`failed: ${request.method()} ${request.url()}: ${why}`);
  }

  async #read(response) {
    // What was answered to a page that is left is lost.
    const code = await response.json().then(body => body.errors[0].code, () => new URL(response.url()).pathname);
    this.#refusals.push(`${response.status()} ${code}`);
  }
}
