// What a person reads, and where, when something is refused.
import assert from 'node:assert/strict';

import { expireCodes } from './clockwork.mjs';
import { mobile, otherThan } from './fresh.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const test = stage(productionCookies, { settings: { STROWGER_LIMITS_RESEND_PAUSE_MS: '0' } });
const withPause = stage(productionCookies);
const inHaste = stage(productionCookies, { settings: { STROWGER_LIMITS_CREATES_PER_IP: '2', STROWGER_LIMITS_ATTEMPTS_PER_CLIENT: '1' } });
const restricted = stage(productionCookies, { settings: { STROWGER_SIGN_UP_MODE: 'restricted' } });
const hidden = stage(productionCookies, { settings: { STROWGER_SIGN_IN_ENUMERATION_PROTECTION: 'true' } });

const known = async ({ server }, number = mobile()) => {
  const user = await server.clerk.users.createUser({ phoneNumber: [number] });
  return { number, user };
};

// Codes

test('a wrong code is refused under the boxes, and the right one works', async ({ person, home, signIn, phones, ...around }) => {
  const { number } = await known(around);
  person.announce('422 form_code_incorrect');
  await signIn.begin(number);
  const code = await phones.code(number);
  await signIn.code(otherThan(code));
  await signIn.saysUnderCode('Incorrect code');
  await signIn.code(code);
  await home.signedInAs(number, '/after-sign-in');
});

test('five wrong codes spend a code, and another one works', async ({ person, home, signUp, phones }) => {
  const number = mobile();
  await person.page.clock.install();
  person.announce(...Array(5).fill('422 form_code_incorrect'), '400 verification_failed');
  await signUp.openCard();
  await signUp.fill(number);
  const code = await phones.code(number);
  for (let tries = 0; tries < 5; tries++) {
    await signUp.code(otherThan(code));
    await signUp.saysUnderCode('Incorrect code');
    await person.page.clock.runFor(1_000);
  }
  await signUp.code(code);
  await signUp.alerts('Too many failed attempts. You have to try again with the same or another method.');
  await signUp.resend();
  await signUp.texted(number);
  await home.signedInAs(number, '/after-sign-up');
});

test('a code that expired is refused on the card, and another one works', async ({ person, home, signIn, server, phones }) => {
  const { number } = await known({ server });
  await person.page.clock.install();
  person.announce('400 verification_expired');
  await signIn.begin(number);
  const code = await phones.code(number);
  await expireCodes(server);
  await signIn.code(code);
  await signIn.alerts('This verification has expired. You must create a new one.');
  await signIn.resend();
  await signIn.texted(number);
  await home.signedInAs(number, '/after-sign-in');
});

test('a code that was sent again replaces the one before', async ({ person, home, signIn, phones, ...around }) => {
  const { number } = await known(around);
  await person.page.clock.install();
  person.announce('422 form_code_incorrect');
  await signIn.begin(number);
  const older = await phones.code(number);
  await signIn.resend();
  const newer = await phones.code(number);
  await signIn.code(older);
  await signIn.saysUnderCode('Incorrect code');
  await signIn.code(newer);
  await home.signedInAs(number, '/after-sign-in');
});

withPause('whoever asks for another code too soon is told to wait', async ({ person, signIn, phones, ...around }) => {
  const { number } = await known(around);
  await person.page.clock.install();
  person.announce('429 verification_code_too_many_requests');
  await signIn.begin(number);
  await phones.code(number);
  const refused = person.page.waitForResponse(response => response.status() === 429);
  await signIn.resend();
  await signIn.alerts('Too many verification code requests. Please wait at least 30 seconds to receive your code before trying again.');
  assert.match((await refused).headers()['retry-after'], /^[1-9]\d?$/);
});

inHaste('whoever tries or begins too often is told to come back later', async ({ person, signIn, phones, ...around }) => {
  const { number } = await known(around);
  person.announce('422 form_code_incorrect', '429 too_many_requests', '429 too_many_requests');
  await signIn.begin(number);
  const code = await phones.code(number);
  await signIn.code(otherThan(code));
  await signIn.saysUnderCode('Incorrect code');
  await signIn.code(code);
  await signIn.alerts('Too many requests, retry later');
  await signIn.begin(number);
  await signIn.openCard();
  const refused = person.page.waitForResponse(response => response.status() === 429);
  await signIn.identify(number);
  await signIn.alerts('Too many requests, retry later');
  assert.match((await refused).headers()['retry-after'], /^([1-9]|10)$/);
});

// Numbers

test('a number that nobody has is refused under its field at sign-in', async ({ person, signIn }) => {
  person.announce('422 form_identifier_not_found');
  await signIn.openCard();
  await signIn.identify(mobile());
  await signIn.saysUnder('Phone number', "Couldn't find your account.");
});

test('a number that somebody has is refused under its field at sign-up', async ({ person, signUp, ...around }) => {
  const { number } = await known(around);
  person.announce('422 form_identifier_exists');
  await signUp.openCard();
  await signUp.fill(number);
  await signUp.saysUnder('Phone number', 'That phone number is taken. Please try another.');
});

const NO_NUMBER = 'Phone number must be a valid phone number according to E.164 international standard.';

test('a number that cannot be is refused under its field in both forms', async ({ person, signIn, signUp }) => {
  person.announce('422 form_param_format_invalid', '422 form_param_format_invalid');
  await signUp.openCard();
  await signUp.fill('+1 415 200');
  await signUp.saysUnder('Phone number', NO_NUMBER);
  await signIn.openCard();
  await signIn.identify('+1 415 200');
  await signIn.saysUnder('Phone number', NO_NUMBER);
});

const NOT_FROM_FRANCE = 'Phone numbers from this country (France) are currently not supported.';

test('a number of a country that gets no texts is refused under its field at sign-up', async ({ person, signUp }) => {
  person.announce('403 unsupported_country_code');
  await signUp.openCard();
  await signUp.fill('+33612345678');
  await signUp.saysUnder('Phone number', NOT_FROM_FRANCE);
});

const NOT_TEXTABLE = 'Phone number must be a valid phone number that can receive text messages.';

test('a fixed line is refused under its field at sign-up', async ({ person, signUp }) => {
  person.announce('422 form_param_format_invalid');
  await signUp.openCard();
  await signUp.fill('+442071838750');
  await signUp.saysUnder('Phone number', NOT_TEXTABLE);
});

test('who waits for a text that cannot be sent is told so on the card', async ({ person, signIn, ...around }) => {
  await known(around, '+442071838751');
  await known(around, '+33612345679');
  person.announce('422 form_param_format_invalid', '403 unsupported_country_code');
  await signIn.begin('+442071838751');
  await signIn.alerts(NOT_TEXTABLE);
  await signIn.begin('+33612345679');
  await signIn.alerts(NOT_FROM_FRANCE);
});

test('who was faster with the number is told of to the other on the card', async ({ person, signUp, phones, ...around }) => {
  const number = mobile();
  person.announce('422 form_identifier_exists');
  await signUp.openCard();
  await signUp.fill(number);
  const code = await phones.code(number);
  await known(around, number);
  await signUp.code(code);
  await signUp.alerts('That phone number is taken. Please try another.');
});

// Accounts

const LOCKED = 'Your account is locked. For more information, please contact support.';

test('a locked account is told of on the card, and an unlocked one works', async ({ person, home, signIn, server, ...around }) => {
  const { user, number } = await known({ server, ...around });
  await server.clerk.users.lockUser(user.id);
  person.announce('403 user_locked');
  await signIn.openCard();
  await signIn.identify(number);
  await signIn.alerts(LOCKED);
  await server.clerk.users.unlockUser(user.id);
  await signIn.complete(number);
  await home.signedInAs(number, '/after-sign-in');
});

test('a banned user is told of it on the card', async ({ person, signIn, server, ...around }) => {
  const { user, number } = await known({ server, ...around });
  await server.clerk.users.banUser(user.id);
  person.announce('403 user_banned');
  await signIn.openCard();
  await signIn.identify(number);
  await signIn.alerts('You have been banned. If you think this was by mistake, please contact support.');
});

test('who is banned while a page is open is signed out there', async ({ person, home, signUp, server }) => {
  const number = mobile();
  await signUp.complete(number);
  await home.signedInAs(number, '/after-sign-up');
  await server.clerk.users.banUser(await person.page.evaluate(() => Clerk.user.id));
  await person.page.reload();
  await home.signedOut();
});

restricted('where nobody new is wanted the forms say so', async ({ signIn, signUp }) => {
  await signUp.open('/sign-up');
  await signUp.heading('Access restricted');
  await signUp.sees('Sign ups are currently disabled.');
  await signUp.follow('Sign in');
  await signIn.isOpen();
  assert.equal(await signIn.page.getByRole('link', { name: 'Sign up' }).count(), 0);
});

hidden('where accounts are hidden a stranger to the instance is asked for a code like anybody', async ({ person, home, signIn, phones, ...around }) => {
  const { number } = await known(around);
  const nobody = mobile();
  person.announce('422 form_code_incorrect');
  await signIn.begin(nobody);
  await signIn.code('123456');
  await signIn.saysUnderCode('Incorrect code');
  assert.equal(phones.count(nobody), 0);
  await signIn.complete(number);
  await home.signedInAs(number, '/after-sign-in');
});

hidden('where accounts are hidden only who reads the texts to a number learns that it is taken', async ({ person, signUp, ...around }) => {
  const { number } = await known(around);
  person.announce('422 form_identifier_exists');
  await signUp.openCard();
  await signUp.fill(number);
  await signUp.texted(number);
  await signUp.alerts('That phone number is taken. Please try another.');
});
