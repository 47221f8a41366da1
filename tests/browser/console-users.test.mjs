// The console's users: finding them, and changing what they have.
import assert from 'node:assert/strict';

import { Console, spaced } from './console-screens.mjs';
import { mobile } from './fresh.mjs';
import { makeUser, ownPages, sendCode } from './own-pages.mjs';
import { stage } from './stage.mjs';

const test = stage(ownPages);
const story = (claim, tell) => test(claim, around => tell({ ...around, console: new Console(around) }));

story('nobody is there at first, and the next step is', async ({ person, console }) => {
  await console.open('/users');
  await person.page.getByRole('heading', { name: 'No users yet' }).waitFor();
  await person.page.getByText('/v1/users').waitFor();
  assert.equal(await person.page.getByRole('link', { name: 'Sign up on the try-it page' }).getAttribute('href'), '/sign-up');
});

story('users are paged, searched, and found again after a step back', async ({ person, server, console }) => {
  for (let each = 0; each < 30; each += 1) await makeUser(server, { firstName: 'Person', lastName: `Number${each}` });
  const ada = await makeUser(server, { firstName: 'Ada', lastName: 'Lovelace' });
  const rows = person.page.getByRole('row');
  await console.open('/users');
  await person.page.getByText('31 users', { exact: true }).waitFor();
  assert.equal(await rows.count(), 26, 'a head and 25 users');
  await person.page.getByRole('button', { name: 'Next' }).click();
  await person.page.getByText('26–31 of 31').waitFor();
  await console.search.fill('lovelace');
  await person.page.getByText('1 user found').waitFor();
  await person.page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await console.heading('Ada Lovelace').waitFor();
  assert.equal(new URL(person.page.url()).pathname, `/console/users/${ada.id}`);
  await person.page.goBack();
  await person.page.getByText('1 user found').waitFor();
  await console.search.fill('nobody is called so');
  await person.page.getByRole('heading', { name: 'Nobody fits' }).waitFor();
});

story('arrows go through the list, and Enter opens', async ({ person, server, console }) => {
  const lower = await makeUser(server, { firstName: 'Lower' });
  await makeUser(server, { firstName: 'Upper' });
  await console.open('/users');
  await person.page.getByRole('link', { name: 'Upper' }).focus();
  await person.page.keyboard.press('ArrowDown');
  await person.page.keyboard.press('Enter');
  await console.heading('Lower').waitFor();
  assert.ok(person.page.url().endsWith(lower.id));
});

story('a number is verified, made primary and a second factor, and each of it taken back', async ({ server, console }) => {
  const user = await makeUser(server);
  const { number, id } = await sendCode(server, user);
  const read = () => server.clerk.phoneNumbers.getPhoneNumber(id);
  await console.open(`/users/${user.id}`);
  const row = console.number(number);
  await row.getByText('Unverified', { exact: true }).waitFor();
  await console.onNumber(number, 'Mark as verified');
  await row.getByText('Verified', { exact: true }).waitFor();
  assert.equal((await read()).verification.status, 'verified');
  await console.onNumber(number, 'Make primary');
  await row.getByText('Primary', { exact: true }).waitFor();
  assert.equal((await server.clerk.users.getUser(user.id)).primaryPhoneNumberId, id);
  await console.onNumber(number, 'Use as second factor');
  await row.getByText('Second factor, default').waitFor();
  assert.ok((await read()).reservedForSecondFactor);
  await console.onNumber(number, 'Stop using as second factor');
  await row.getByText('Second factor, default').waitFor({ state: 'detached' });
  await console.onNumber(number, 'Mark as unverified');
  await row.getByText('Unverified', { exact: true }).waitFor();
  assert.equal((await read()).verification, null);
});

story('a number is deleted only when that was confirmed', async ({ person, server, console }) => {
  const user = await makeUser(server);
  const { number } = await sendCode(server, user);
  await console.open(`/users/${user.id}`);
  const opener = person.page.getByRole('button', { name: `Actions for ${spaced(number)}` });
  await console.choose(spaced(number), 'Delete number');
  await console.dialog.getByText('The user loses it for good').waitFor();
  assert.ok(await console.dialog.getByRole('button', { name: 'Cancel' }).evaluate(button => button === document.activeElement));
  await person.page.keyboard.press('Escape');
  await console.dialog.waitFor({ state: 'detached' });
  assert.ok(await opener.evaluate(button => button === document.activeElement), 'the focus is back');
  assert.equal((await server.clerk.users.getUser(user.id)).phoneNumbers.length, 2);
  await console.onNumber(number, 'Delete number');
  await opener.waitFor({ state: 'detached' });
  assert.equal((await server.clerk.users.getUser(user.id)).phoneNumbers.length, 1);
});

story('what the server refuses is said in the dialog, with its trace', async ({ person, server, console }) => {
  const number = mobile();
  const user = await makeUser(server, { phoneNumber: [number] });
  await console.open(`/users/${user.id}`);
  person.announce('400 identification_deletion_failed');
  await console.choose(spaced(number), 'Delete number');
  await console.dialog.getByRole('button', { name: 'Delete number' }).click();
  await console.dialog.getByRole('alert').getByText(/Trace [0-9a-f]{32}/).waitFor();
  await console.dialog.getByRole('button', { name: 'Cancel' }).click();
  await console.number(number).waitFor();
});

story('wrong codes at a number are forgiven', async ({ person, server, console }) => {
  const user = await makeUser(server);
  const { number, id } = await sendCode(server, user);
  await console.open(`/users/${user.id}`);
  await console.onNumber(number, 'Forgive wrong codes');
  await person.page.getByText(`Wrong codes for ${spaced(number)} are forgiven`).first().waitFor();
  assert.ok(id);
});

story('a user is locked and unlocked, banned and unbanned, and deleted', async ({ person, server, console }) => {
  const user = await makeUser(server, { firstName: 'Grace', lastName: 'Hopper' });
  const read = () => server.clerk.users.getUser(user.id);
  const badge = words => person.page.locator('.user-head').getByText(words, { exact: true });
  await console.open(`/users/${user.id}`);
  await console.onUser('Lock user');
  await badge('Locked').waitFor();
  assert.ok((await read()).locked);
  await console.onUser('Unlock user');
  await badge('Locked').waitFor({ state: 'detached' });
  await console.onUser('Ban user');
  await badge('Banned').waitFor();
  assert.ok((await read()).banned);
  await console.onUser('Unban user');
  await badge('Banned').waitFor({ state: 'detached' });
  await console.choose('this user', 'Delete user');
  await console.dialog.getByText('This cannot be undone').waitFor();
  await console.dialog.getByRole('button', { name: 'Delete user' }).click();
  await console.heading('Users').waitFor();
  await assert.rejects(read);
  person.announce('404 resource_not_found');
  await console.open(`/users/${user.id}`);
  await console.heading('There is no such user').waitFor();
});

story('a session is ended', async ({ person, server, console }) => {
  const user = await makeUser(server);
  const session = await server.clerk.sessions.createSession({ userId: user.id });
  await console.open(`/users/${user.id}`);
  await person.page.getByRole('button', { name: `End the session ${session.id}` }).click();
  await console.dialog.getByRole('button', { name: 'End session' }).click();
  await person.page.getByText('Signed in nowhere.').waitFor();
  assert.equal((await server.clerk.sessions.getSession(session.id)).status, 'revoked');
});

story('a user’s page shows the user’s texts as they come', async ({ server, console }) => {
  const user = await makeUser(server);
  const other = await makeUser(server);
  await console.open(`/users/${user.id}`);
  const elsewhere = await sendCode(server, other);
  const { number } = await sendCode(server, user);
  await console.texts(number).waitFor();
  assert.equal(await console.texts(elsewhere.number).count(), 0);
});
