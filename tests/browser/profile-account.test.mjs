// Devices, name, corner and end of the signed-in user's account, and what becomes of an open page when the backend acts meanwhile.
import assert from 'node:assert/strict';

import { ageFactors } from './clockwork.mjs';
import { anotherNumber, member } from './members.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const test = stage(productionCookies, { settings: { STROWGER_LIMITS_RESEND_PAUSE_MS: '0' } });

const ASKED = '403 session_reverification_required';

test('another browser is listed, and signed out from here after the proof', async ({ person, profile, proof, server, meet, ...around }) => {
  const { number, user } = await member({ person, server, ...around });
  const elsewhere = await meet();
  await elsewhere.signIn.complete(number);
  await elsewhere.home.signedInAs(number, '/after-sign-in');
  await profile.openSecurity();
  await profile.devices().nth(1).waitFor();
  const [here, there] = await profile.devices().allInnerTexts();
  assert.match(here, /^Linux\s+This device\s+Chrome \d+\s+127\.0\.0\.1 /);
  assert.match(there, /^Linux\s+Chrome \d+\s+127\.0\.0\.1 /);
  await ageFactors(server, user);
  person.announce(ASKED);
  await profile.signOutOther();
  await proof.isOpen();
  const revoked = person.page.waitForResponse(answer => answer.url().includes('/revoke') && answer.ok());
  await proof.texted(number);
  await revoked;
  await elsewhere.home.open('/');
  await elsewhere.home.signedOut();
  // clerk-js draws the list before it has read the answer, and not again until somebody comes back to it.
  await profile.openSecurity();
  assert.equal(await profile.devices().count(), 1);
});

test('who deletes the account is signed out after the proof, and the number is free', async ({ person, home, profile, proof, signUp, server, ...around }) => {
  const { number, user } = await member({ person, server, ...around });
  await profile.openSecurity();
  await ageFactors(server, user);
  person.announce(ASKED);
  await profile.deleteAccount();
  await proof.isOpen();
  await proof.texted(number);
  await home.signedOut('/after-sign-out');
  await signUp.complete(number);
  await home.signedInAs(number, '/after-sign-up');
});

test('another name is kept', async ({ profile, server, ...around }) => {
  const { user } = await member({ server, ...around });
  await profile.openCard();
  await profile.press('Update profile');
  await profile.field('First name').fill('Ada');
  await profile.field('Last name').fill('Lovelace');
  await profile.press('Save');
  await profile.sees('Ada Lovelace');
  const { firstName, lastName } = await server.clerk.users.getUser(user.id);
  assert.deepEqual([firstName, lastName], ['Ada', 'Lovelace']);
});

test('the corner leads to the profile and out', async ({ home, menu, profile, ...around }) => {
  const { number } = await member(around);
  await home.open('/');
  await menu.unfold();
  await menu.item('Manage account').click();
  await profile.heading('Profile details');
  await profile.showsNumbers([number, 'Primary']);
  await profile.press('Close modal');
  await menu.unfold();
  await menu.item('Sign out').click();
  await home.signedOut('/after-sign-out');
});

test('a number that the backend deleted meanwhile is gone from the page at the next step', async ({ person, profile, server, ...around }) => {
  const { number, user } = await member({ person, server, ...around });
  const second = await anotherNumber({ server }, user);
  await profile.openCard();
  await profile.showsNumbers([number, 'Primary'], [second]);
  const { phoneNumbers } = await server.clerk.users.getUser(user.id);
  await server.clerk.phoneNumbers.deletePhoneNumber(phoneNumbers.find(each => each.phoneNumber === second).id);
  person.announce('404 resource_not_found');
  await profile.remove(second);
  // The refusal tells the page how things are.
  await profile.showsNumbers([number, 'Primary']);
});

for (const [what, end] of Object.entries({
  banned: ({ server }, user) => server.clerk.users.banUser(user.id),
  deleted: ({ server }, user) => server.clerk.users.deleteUser(user.id),
  'signed out by the backend': async ({ server }, user) => {
    const { data: [session] } = await server.clerk.sessions.getSessionList({ userId: user.id, status: 'active' });
    await server.clerk.sessions.revokeSession(session.id);
  },
})) {
  test(`who is ${what} while the profile is open is signed out at the next step`, async ({ person, home, profile, server, ...around }) => {
    const { user } = await member({ person, server, ...around });
    await profile.openCard();
    await end({ server }, user);
    person.announce('401 authentication_invalid');
    await profile.add('+14159999999');
    await home.signedOut();
  });
}
