// The console in development: texts as they come, and users.
import assert from 'node:assert/strict';

import { Console, spaced } from './console-screens.mjs';
import { mobile } from './fresh.mjs';
import { everythingKept, fitsItsWindow, isAccessible, makeUser, ownPages, sendCode } from './own-pages.mjs';
import { stage } from './stage.mjs';

const test = stage(ownPages, { settings: { STROWGER_SMS_BLOCKED_COUNTRIES: 'DE' } });
const allowClipboard = page => page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
const story = (claim, tell) => test(claim, around => tell({ ...around, console: new Console(around) }));

story('a text appears by itself, and its code is copied with one click', async ({ person, server, console, phones }) => {
  await allowClipboard(person.page);
  await console.open();
  await console.heading('Texts').waitFor();
  const user = await makeUser(server);
  const { number } = await sendCode(server, user);
  const code = await phones.code(number);
  const text = console.texts(number);
  await text.getByText(`${code} is your verification code for Acme.`).waitFor();
  await person.page.getByRole('status').filter({ hasText: `code ${[...code].join(' ')}` }).first().waitFor();
  await text.getByRole('button', { name: `Copy code ${code}` }).click();
  await person.page.getByRole('status').filter({ hasText: 'Copied' }).first().waitFor();
  assert.equal(await person.page.evaluate(() => navigator.clipboard.readText()), code);
});

story('where the browser has no clipboard for pages the code is copied all the same', async ({ person, server, console, phones }) => {
  await allowClipboard(person.page);
  await person.page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined }));
  const { number } = await sendCode(server, await makeUser(server));
  const code = await phones.code(number);
  await console.open();
  await console.texts(number).getByRole('button', { name: `Copy code ${code}` }).click();
  await console.search.click();
  await person.page.keyboard.press('Control+V');
  assert.equal(await console.search.inputValue(), code);
});

story('texts are filtered by number and by state, and searched', async ({ person, server, console, phones }) => {
  const user = await makeUser(server);
  const [one, two] = [await sendCode(server, user), await sendCode(server, user)];
  const code = await phones.code(one.number);
  const refused = await sendCode(server, user, '+4915112345678');
  await console.open();

  await console.texts(one.number).getByRole('button', { name: spaced(one.number), exact: true }).click();
  await console.texts(two.number).waitFor({ state: 'detached' });
  await console.texts(one.number).waitFor();
  await person.page.getByRole('button', { name: 'Any number' }).click();

  await console.state('Refused').click();
  await console.texts(two.number).waitFor({ state: 'detached' });
  await console.texts(refused.number).first().waitFor();
  await person.page.reload();
  assert.equal(await console.state('Refused').getAttribute('aria-pressed'), 'true', 'a reload keeps the filter');
  await console.state('All').click();

  await console.search.fill(code);
  await console.texts(two.number).waitFor({ state: 'detached' });
  await console.texts(one.number).waitFor();
  await console.search.fill('no text says this');
  await person.page.getByRole('heading', { name: 'No text fits' }).waitFor();
  await person.page.getByRole('button', { name: 'Show all texts' }).click();
  await console.texts(two.number).waitFor();
  assert.ok(!person.page.url().includes(one.number.slice(1)), 'numbers stay out of the address');
});

story('a number is typed to filter by', async ({ person, server, console }) => {
  const user = await makeUser(server);
  const [one, two] = [await sendCode(server, user), await sendCode(server, user)];
  await console.open();
  await console.texts(two.number).waitFor();
  await person.page.getByLabel('Number', { exact: true }).fill(spaced(one.number));
  await console.texts(two.number).waitFor({ state: 'detached' });
  await console.texts(one.number).waitFor();
});

story('what was refused says why, and by which setting', async ({ server, console }) => {
  const user = await makeUser(server);
  const [blocked, tollFree, twice] = [
    await sendCode(server, user, '+4915112345679'), await sendCode(server, user, '+18002345678'), await sendCode(server, user),
  ];
  await server.call('POST', `/v1/phone_numbers/${twice.id}/prepare_verification`);
  await console.open();
  for (const [number, why, setting] of [
    [blocked.number, 'This country gets no texts.', 'sms.blocked_countries'],
    [tollFree.number, 'This number gets no texts', 'sms.landlines'],
    [twice.number, 'The last code is too recent', 'limits.resend_pause_ms'],
  ]) {
    const refused = console.texts(number).filter({ hasText: 'Refused' });
    await refused.getByText(why).waitFor();
    await refused.getByText(setting, { exact: true }).waitFor();
  }
});

story('older texts come page by page, and new ones do not move what is read', async ({ person, server, console }) => {
  const user = await makeUser(server);
  const oldest = await sendCode(server, user);
  for (let each = 0; each < 55; each += 1) await sendCode(server, user);
  await console.open();
  await console.allTexts.nth(49).waitFor();
  assert.equal(await console.allTexts.count(), 50);
  await person.page.getByRole('button', { name: 'Older texts' }).click();
  await console.texts(oldest.number).waitFor();

  const read = console.texts(oldest.number);
  await read.scrollIntoViewIfNeeded();
  const before = await read.boundingBox();
  const { number } = await sendCode(server, user);
  const pill = person.page.getByRole('button', { name: '1 new text' });
  await pill.waitFor();
  assert.deepEqual(await read.boundingBox(), before);
  await pill.click();
  await console.texts(number).waitFor();
  assert.equal(await person.page.evaluate(() => scrollY), 0);
});

story('a server that goes away is missed, and found again', async ({ person, server, console }) => {
  await console.open();
  await console.heading('Texts').waitFor();
  await person.withoutServer(async () => {
    await server.end();
    await person.page.getByText('The server does not answer.', { exact: true }).first().waitFor();
    await server.begin();
    await person.page.getByText('The server does not answer.', { exact: true }).first().waitFor({ state: 'hidden' });
  });
  const { number } = await sendCode(server, await makeUser(server));
  await console.texts(number).waitFor();
});

story('the keyboard reaches search, list and code', async ({ person, server, console, phones }) => {
  await allowClipboard(person.page);
  const user = await makeUser(server);
  await sendCode(server, user);
  const { number } = await sendCode(server, user);
  const code = await phones.code(number);
  await console.open();
  await console.texts(number).waitFor();
  await person.page.keyboard.press('/');
  assert.ok(await console.search.evaluate(field => field === document.activeElement));
  const first = console.texts(number).getByRole('button', { name: `Copy code ${code}` });
  await first.focus();
  await person.page.keyboard.press('ArrowDown');
  assert.ok(!(await first.evaluate(button => button === document.activeElement)), 'the arrow went on');
  await person.page.keyboard.press('ArrowUp');
  assert.ok(await first.evaluate(button => button === document.activeElement), 'and came back');
  await person.page.keyboard.press('Enter');
  await person.page.getByRole('status').filter({ hasText: 'Copied' }).first().waitFor();
  assert.equal(await person.page.evaluate(() => navigator.clipboard.readText()), code);
});

story('a code that has expired is not taken for a good one', async ({ person, server, console }) => {
  const { number } = await sendCode(server, await makeUser(server));
  await person.page.clock.setFixedTime(Date.now() + 11 * 60_000);
  await console.open();
  await console.texts(number).getByTitle(/^Copy code \d+, which has expired$/).waitFor();
});

story('every script that a page asks for is named in it, so that none is found late', async ({ person, server, console }) => {
  for (const path of ['/console', '/sign-in']) {
    const asked = [];
    const hear = request => request.url().endsWith('.js') && asked.push(new URL(request.url()).pathname);
    person.page.on('request', hear);
    await person.page.goto(server.url + path);
    await person.page.getByRole('heading', { level: 1 }).waitFor();
    person.page.off('request', hear);
    const named = await person.page.locator('head script[src^="/strowger/"], link[rel=modulepreload]')
      .evaluateAll(tags => tags.map(tag => new URL(tag.src || tag.href).pathname));
    assert.deepEqual([...new Set(asked)].filter(each => each.startsWith('/strowger/')).sort(), named.sort());
  }
});

story('the choice of colours lasts for the tab alone', async ({ person, console }) => {
  await person.page.emulateMedia({ colorScheme: 'light' });
  await console.open();
  await person.page.getByRole('button', { name: 'Use dark colours' }).click();
  await person.page.reload();
  await person.page.getByRole('button', { name: 'Use light colours' }).waitFor();
  assert.equal(await person.page.evaluate(() => localStorage.length), 0);
});

story('on its own machine it opens by itself and keeps no secret key', async ({ person, server, console }) => {
  await console.open();
  await console.heading('Texts').waitFor();
  const kept = await everythingKept(person.page);
  assert.ok(!kept.includes('sk_test_') && !kept.includes(server.secretKey), kept);
  assert.ok(!kept.includes('cns_'), 'what opens by itself need not be kept');
});

story('every view can be used by everybody, and on a phone', async ({ person, server, console }) => {
  const user = await makeUser(server, { firstName: 'Maximiliane Wilhelmine', lastName: 'von Hohenzollern-Sigmaringen', username: `very_long_${mobile().slice(1)}` });
  await sendCode(server, user);
  await sendCode(server, user, '+4915112345670');
  await server.clerk.sessions.createSession({ userId: user.id });
  for (const width of [1280, 390]) {
    await person.page.setViewportSize({ width, height: 844 });
    for (const [path, shown] of [
      ['', console.allTexts.first()],
      ['/users', person.page.getByRole('link', { name: 'Maximiliane' }).first()],
      [`/users/${user.id}`, console.page.getByRole('button', { name: 'End the session' })],
      ['/nothing', console.heading('Nothing is at this address')],
    ]) {
      await console.open(path);
      await shown.waitFor();
      await fitsItsWindow(person.page);
      await isAccessible(person.page);
    }
    await console.open(`/users/${user.id}`);
    await console.choose('this user', 'Delete user');
    await isAccessible(person.page);
    await person.page.keyboard.press('Escape');
  }
});
