// Ways to sign in: which factor is asked for first, which second, and what else is offered.
import assert from 'node:assert/strict';

import { mobile, PASSWORD } from './fresh.mjs';
import { withSecondFactor } from './main-flows.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const NAMES_AND_PASSWORD = {
  STROWGER_SIGN_UP_PASSWORD: 'required',
  STROWGER_SIGN_UP_FIRST_NAME: 'required',
  STROWGER_SIGN_UP_LAST_NAME: 'required',
  STROWGER_SIGN_UP_USERNAME: 'optional',
  STROWGER_SIGN_IN_PREFERRED_STRATEGY: 'password',
};
const WITHOUT_NUMBER = {
  STROWGER_SIGN_UP_PHONE_NUMBER: 'optional',
  STROWGER_SIGN_UP_USERNAME: 'required',
  STROWGER_SIGN_UP_PASSWORD: 'required',
};
const test = stage(productionCookies);
const withPasswords = stage(productionCookies, { settings: NAMES_AND_PASSWORD });
const withUsernames = stage(productionCookies, { settings: WITHOUT_NUMBER });

/** The user of the page turns two factors on, at another number, and gets backup codes. */
async function protect({ person, phones }, second) {
  await person.page.evaluate(async phoneNumber => {
    window.added = await Clerk.user.createPhoneNumber({ phoneNumber });
    await window.added.prepareVerification();
  }, second);
  return person.page.evaluate(async code => {
    await window.added.attemptVerification({ code });
    return (await window.added.setReservedForSecondFactor({ reserved: true })).backupCodes;
  }, await phones.code(second));
}

test('where codes come first the password is another method', async ({ home, signIn, server }) => {
  const number = mobile();
  await server.clerk.users.createUser({ phoneNumber: [number], password: PASSWORD });
  await signIn.begin(number);
  await signIn.follow('Use another method');
  await signIn.press('Sign in with your password');
  await signIn.password(PASSWORD);
  await home.signedInAs(number, '/after-sign-in');
});

test('a backup code is a second factor, once', async ({ person, home, signUp, signIn, ...around }) => {
  const [first, second] = [mobile(), mobile()];
  await signUp.complete(first);
  await home.signedInAs(first, '/after-sign-up');
  const [code] = await protect({ person, ...around }, second);
  const enter = async () => {
    await home.leave();
    await home.signedOut('/after-sign-out');
    await signIn.complete(first);
    await signIn.sees('To continue, please enter the verification code sent to your phone');
    await signIn.follow('Use another method');
    await signIn.press('Use a backup code');
    await signIn.heading('Enter a backup code');
    await signIn.field('Backup code').fill(code);
    await signIn.continue();
  };
  await enter();
  await home.signedInAs(first, '/after-sign-in');
  person.announce('422 form_code_incorrect');
  await enter();
  await signIn.saysUnder('Backup code', 'Incorrect code');
});

test('who has several second factors chooses among them', async ({ person, home, signUp, signIn, phones, server }) => {
  const [first, second, third] = [mobile(), mobile(), mobile()];
  await signUp.complete(first);
  await home.signedInAs(first, '/after-sign-up');
  await protect({ person, phones }, second);
  const userId = await person.page.evaluate(() => Clerk.user.id);
  await server.clerk.phoneNumbers.createPhoneNumber({ userId, phoneNumber: third, verified: true, reservedForSecondFactor: true });
  await home.leave();
  await home.signedOut('/after-sign-out');
  await signIn.complete(first);
  await signIn.sees('To continue, please enter the verification code sent to your phone');
  await signIn.follow('Use another method');
  await signIn.heading('Use another method');
  const masked = number => `+1 *** *** ${number.slice(-4)}`;
  for (const each of [second, third]) await signIn.sees(`Send SMS code to ${masked(each)}`);
  assert.equal(await person.page.getByRole('button', { name: `Send SMS code to ${masked(first)}` }).count(), 0);
  await signIn.press(`Send SMS code to ${masked(third)}`);
  await signIn.texted(third);
  await home.signedInAs(first, '/after-sign-in');
});

test('who is signed in already is led on from the forms', async ({ home, signUp }) => {
  const number = mobile();
  await signUp.complete(number);
  await home.signedInAs(number, '/after-sign-up');
  await home.open('/sign-in');
  await home.signedInAs(number, '/after-sign-in');
  await home.open('/sign-up');
  await home.signedInAs(number, '/after-sign-up');
});

test('the forms lead to each other', async ({ signIn, signUp }) => {
  await signIn.openCard();
  await signIn.follow('Sign up');
  await signUp.heading('Create your account');
  await signUp.isAt('/sign-up');
  await signUp.follow('Sign in');
  await signIn.isOpen();
  await signIn.isAt('/sign-in');
});

test('a guarded page leads to the form, and the form back to it', async ({ person, home, signIn, server }) => {
  const number = mobile();
  await server.clerk.users.createUser({ phoneNumber: [number] });
  await home.open('/user');
  await home.signedOut();
  await person.page.evaluate(() => void Clerk.redirectToSignIn());
  await signIn.isOpen();
  await signIn.isAt('/sign-in');
  await signIn.identify(number);
  await signIn.texted(number);
  await home.signedInAs(number, '/user');
});

test('a number that was mistyped can be corrected', async ({ home, signUp, phones }) => {
  const [wrong, right] = [mobile(), mobile()];
  await signUp.openCard();
  await signUp.fill(wrong);
  await phones.code(wrong);
  await signUp.press('Edit phone number');
  await signUp.fill(right);
  await signUp.texted(right);
  await home.signedInAs(right, '/after-sign-up');
});

withPasswords('names and a password are asked for at sign-up, and kept', async ({ person, home, signUp, signIn, server }) => {
  const number = mobile();
  await signUp.complete(number, { 'First name': 'Ada', 'Last name': 'Lovelace', Password: PASSWORD });
  await home.signedInAs(number, '/after-sign-up');
  const user = await server.clerk.users.getUser(await person.page.evaluate(() => Clerk.user.id));
  assert.deepEqual([user.firstName, user.lastName, user.passwordEnabled], ['Ada', 'Lovelace', true]);
  await home.leave();
  await home.signedOut('/after-sign-out');
  await signIn.openCard();
  await signIn.identify(number);
  await signIn.password(PASSWORD);
  await home.signedInAs(number, '/after-sign-in');
});

withPasswords('a short password is refused under its field', async ({ person, signUp }) => {
  person.announce('422 form_password_length_too_short');
  await signUp.openCard();
  await signUp.fill(mobile(), { 'First name': 'Ada', 'Last name': 'Lovelace', Password: 'short' });
  await signUp.saysUnder('Password', 'Your password must contain 8 or more characters.');
});

withPasswords('a wrong password is refused under its field, and the right one and a text sign in', async ({ person, home, signIn, ...around }) => {
  const { first, second } = await withSecondFactor(around);
  person.announce('422 form_password_incorrect');
  await signIn.openCard();
  await signIn.identify(first);
  await signIn.password(`another-${PASSWORD}`);
  await signIn.saysUnder('Password', 'Password is incorrect. Try again, or use another method.');
  await signIn.password(PASSWORD);
  await signIn.sees('To continue, please enter the verification code sent to your phone');
  await signIn.texted(second);
  await home.signedInAs(first, '/after-sign-in');
});

withPasswords('where passwords come first a code is another method', async ({ home, signIn, server }) => {
  const number = mobile();
  await server.clerk.users.createUser({ phoneNumber: [number], password: PASSWORD });
  await signIn.openCard();
  await signIn.identify(number);
  await signIn.heading('Enter your password');
  await signIn.follow('Use another method');
  await signIn.press(`Send SMS code to +1 *** *** ${number.slice(-4)}`);
  await signIn.texted(number);
  await home.signedInAs(number, '/after-sign-in');
});

withPasswords('a username signs in where the instance has them', async ({ home, signIn, server }) => {
  await server.clerk.users.createUser({ username: 'ada_lovelace', password: PASSWORD });
  await signIn.openCard();
  await signIn.follow('Use username');
  await signIn.field('Username').fill('ada_lovelace');
  await signIn.continue();
  await signIn.password(PASSWORD);
  await home.signedInAs('ada_lovelace', '/after-sign-in');
});

withPasswords('who forgot the password is offered a code', async ({ home, signIn, server }) => {
  const number = mobile();
  await server.clerk.users.createUser({ phoneNumber: [number], password: PASSWORD });
  await signIn.openCard();
  await signIn.identify(number);
  await signIn.heading('Enter your password');
  await signIn.follow('Forgot password?');
  await signIn.press(`Send SMS code to +1 *** *** ${number.slice(-4)}`);
  await signIn.texted(number);
  await home.signedInAs(number, '/after-sign-in');
});

withUsernames('where numbers are optional a username and a password sign up', async ({ person, home, signUp }) => {
  person.announce('422 form_username_invalid_length');
  await signUp.openCard();
  await signUp.field('Username').fill('joe');
  await signUp.field('Password').fill(PASSWORD);
  await signUp.continue();
  await signUp.saysUnder('Username', 'Your username must be between 4 and 64 characters long.');
  await signUp.field('Username').fill('grace_hopper');
  await signUp.continue();
  await home.signedInAs('grace_hopper', '/after-sign-up');
});
