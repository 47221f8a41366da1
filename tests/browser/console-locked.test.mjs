// The console in production: it wants the key, keeps none, and shows what became of texts rather than what they say.
import assert from 'node:assert/strict';

import { Console } from './console-screens.mjs';
import { everythingKept, fitsItsWindow, isAccessible, lockedPages, makeUser, sendCode } from './own-pages.mjs';
import { stage } from './stage.mjs';

const NO_KEY = '401 authorization_header_format_invalid';
const tell = test => (claim, story) => test(claim, around => story({ ...around, console: new Console(around) }));
const story = tell(stage(lockedPages));
const storyOfWaiting = tell(stage(lockedPages, { settings: { status: 503 } }));
const storyOfRefusals = tell(stage(lockedPages, { settings: { status: 400 } }));

story('the right key opens, a wrong one is said to be wrong, and none is kept', async ({ person, server, console }) => {
  person.announce(NO_KEY, '401 clerk_key_invalid');
  const asked = [];
  person.page.on('request', request => asked.push(request.url()));
  await console.open();
  await console.unlock('sk_live_somebody_elses_key');
  await person.page.getByRole('alert').getByText('That is not the secret key of this server.').waitFor();
  await isAccessible(person.page);
  await console.unlock(server.secretKey);
  await console.heading('Texts').waitFor();
  await person.page.getByRole('link', { name: 'Users' }).click();
  await console.heading('Users').waitFor();
  const kept = await everythingKept(person.page);
  assert.ok(!kept.includes(server.secretKey), kept);
  assert.ok(!(await person.page.content()).includes(server.secretKey));
  assert.deepEqual(asked.filter(url => url.includes('sk_live') || url.includes('cns_')), []);
  await person.page.reload();
  await console.heading('Users').waitFor();
});

story('a locked console has forgotten its token', async ({ person, server, console }) => {
  person.announce(NO_KEY, NO_KEY);
  await console.open('/users');
  await console.unlock(server.secretKey);
  await console.heading('Users').waitFor();
  await person.page.getByRole('button', { name: 'Lock' }).click();
  await console.heading('Unlock the console').waitFor();
  assert.equal(await person.page.evaluate(() => sessionStorage.length), 0);
  await person.page.reload();
  await console.heading('Unlock the console').waitFor();
});

story('a token that died asks for the key again', async ({ person, server, console }) => {
  // The list and the count of users are asked for at once.
  person.announce(NO_KEY, NO_KEY, '401 clerk_key_invalid', '401 clerk_key_invalid');
  await console.open('/users');
  await console.unlock(server.secretKey);
  await console.heading('Users').waitFor();
  await person.page.evaluate(() => {
    const session = JSON.parse(sessionStorage.getItem('strowger.console'));
    sessionStorage.setItem('strowger.console', JSON.stringify({ ...session, token: 'cns_dead' }));
  });
  await person.page.reload();
  await console.heading('Unlock the console').waitFor();
});

story('texts are listed without what they say, and that is said', async ({ person, server, console }) => {
  person.announce(NO_KEY);
  const { number } = await sendCode(server, await makeUser(server));
  await console.open();
  await console.unlock(server.secretKey);
  await person.page.getByText('Production keeps neither what texts say nor their codes').waitFor();
  await console.texts(number).getByText('Delivered').waitFor();
  assert.equal(await person.page.getByRole('button', { name: /^Copy code/ }).count(), 0);
  await person.page.setViewportSize({ width: 390, height: 844 });
  await fitsItsWindow(person.page);
  await isAccessible(person.page);
});

storyOfRefusals('what the endpoint refused has failed, and says what to do', async ({ person, server, console }) => {
  person.announce(NO_KEY);
  const user = await makeUser(server);
  await console.open();
  await console.unlock(server.secretKey);
  const { number } = await sendCode(server, user);
  const failed = console.texts(number);
  await failed.getByText('The SMS endpoint refused the text for good.').waitFor();
  await failed.getByText('Failed', { exact: true }).waitFor();
  const foreign = await sendCode(server, user, '+447911123456');
  await console.texts(foreign.number).getByText('sms.allowed_countries', { exact: true }).waitFor();
});

storyOfWaiting('what the endpoint could not take waits, and says how often it was tried', async ({ person, server, console }) => {
  person.announce(NO_KEY);
  await console.open();
  await console.unlock(server.secretKey);
  await console.heading('Texts').waitFor();
  const { number } = await sendCode(server, await makeUser(server));
  await console.texts(number).getByText('Waiting', { exact: true }).waitFor();
  await console.texts(number).getByText(/^Tried .+, and will be again\.$/).waitFor();
});
