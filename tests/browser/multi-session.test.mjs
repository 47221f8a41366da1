// One browser with the sessions of several people.
import assert from 'node:assert/strict';

import { mobile, PASSWORD } from './fresh.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const test = stage(productionCookies, { settings: { STROWGER_SESSION_MULTIPLE: 'true' } });

/** Two people who are signed in, the second of them active. */
async function both({ home, menu, signIn, server }) {
  const [ada, grace] = [mobile(), mobile()];
  await server.clerk.users.createUser({ phoneNumber: [ada], password: PASSWORD, firstName: 'Ada' });
  await server.clerk.users.createUser({ phoneNumber: [grace], password: PASSWORD, firstName: 'Grace' });
  await signIn.complete(ada);
  await home.signedInAs(ada, '/after-sign-in');
  await menu.unfold();
  await menu.item('Add account').click();
  await signIn.isOpen();
  await signIn.identify(grace);
  await signIn.texted(grace);
  await home.signedInAs(grace, '/after-sign-in');
  return { ada, grace };
}

test('a second account is added, and the first is a click away', async ({ home, menu, ...around }) => {
  const { ada, grace } = await both({ home, menu, ...around });
  await menu.unfold();
  await menu.item(/Ada/).click();
  // Where the browser goes then is a page that the server names.
  await home.signedInAs(ada, '/after-sign-in');
  await menu.unfold();
  await menu.item(/Grace/).click();
  await home.signedInAs(grace, '/after-sign-in');
});

test('who leaves one account stays in the other', async ({ home, menu, ...around }) => {
  const { ada } = await both({ home, menu, ...around });
  await menu.unfold();
  await menu.item('Sign out').first().click();
  await home.signedInAs(ada, '/after-sign-out');
});

test('who leaves all accounts is signed out', async ({ person, home, menu, ...around }) => {
  await both({ home, menu, ...around });
  await menu.unfold();
  await menu.item('Sign out of all accounts').click();
  await home.signedOut('/after-sign-out');
  assert.deepEqual(await person.page.evaluate(() => Clerk.client.sessions.length), 0);
});

test('the same account is not added twice', async ({ person, home, menu, signIn, ...around }) => {
  const { grace } = await both({ home, menu, signIn, ...around });
  person.announce('400 identifier_already_signed_in');
  await signIn.openCard();
  await signIn.identify(grace);
  // The components take that for a wish to have that account active.
  await home.signedInAs(grace, '/after-sign-in');
});
