// The numbers of the signed-in user, in the profile.
import assert from 'node:assert/strict';

import { expireCodes } from './clockwork.mjs';
import { mobile, otherThan } from './fresh.mjs';
import { anotherNumber, member } from './members.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const test = stage(productionCookies, { settings: { STROWGER_LIMITS_RESEND_PAUSE_MS: '0' } });
const withPause = stage(productionCookies);

test('a second number is added by the code that arrives there, beside the primary one', async ({ profile, ...around }) => {
  const { number } = await member(around);
  const second = mobile();
  await profile.openCard();
  await profile.showsNumbers([number, 'Primary']);
  await profile.add(second);
  await profile.sees(`Enter the verification code sent to ${second}`);
  await profile.showsNumbers([number, 'Primary'], [second, 'Unverified']);
  await profile.texted(second);
  await profile.showsNumbers([number, 'Primary'], [second]);
  await profile.openCard();
  await profile.showsNumbers([number, 'Primary'], [second]);
});

test('a wrong code is refused under the boxes, and the right one works', async ({ profile, phones, ...around }) => {
  const { number } = await member(around);
  const second = mobile();
  around.person.announce('422 form_code_incorrect');
  await profile.openCard();
  await profile.add(second);
  const code = await phones.code(second);
  await profile.code(otherThan(code));
  await profile.saysUnderCode('Incorrect code');
  await profile.code(code);
  await profile.showsNumbers([number, 'Primary'], [second]);
});

test('five wrong codes spend a code, and another one works', async ({ profile, phones, ...around }) => {
  const { number } = await member(around);
  const second = mobile();
  await around.person.page.clock.install();
  around.person.announce(...Array(5).fill('422 form_code_incorrect'), '400 verification_failed');
  await profile.openCard();
  await profile.add(second);
  const code = await phones.code(second);
  for (let tries = 0; tries < 5; tries++) {
    await profile.code(otherThan(code));
    await profile.saysUnderCode('Incorrect code');
    await around.person.page.clock.runFor(1_000);
  }
  await profile.code(code);
  await profile.alerts('Too many failed attempts. You have to try again with the same or another method.');
  await profile.resend();
  await profile.texted(second);
  await profile.showsNumbers([number, 'Primary'], [second]);
});

test('a code that expired is refused on the card, and another one works', async ({ profile, server, phones, ...around }) => {
  const { number } = await member({ server, ...around });
  const second = mobile();
  await around.person.page.clock.install();
  around.person.announce('400 verification_expired');
  await profile.openCard();
  await profile.add(second);
  const code = await phones.code(second);
  await expireCodes(server);
  await profile.code(code);
  await profile.alerts('This verification has expired. You must create a new one.');
  await profile.resend();
  await profile.texted(second);
  await profile.showsNumbers([number, 'Primary'], [second]);
});

test('a code that was sent again replaces the one before', async ({ profile, phones, ...around }) => {
  const { number } = await member(around);
  const second = mobile();
  await around.person.page.clock.install();
  around.person.announce('422 form_code_incorrect');
  await profile.openCard();
  await profile.add(second);
  const older = await phones.code(second);
  await profile.resend();
  const newer = await phones.code(second);
  await profile.code(older);
  await profile.saysUnderCode('Incorrect code');
  await profile.code(newer);
  await profile.showsNumbers([number, 'Primary'], [second]);
});

test('a number that cannot be added is refused under its field', async ({ profile, server, ...around }) => {
  const { number } = await member({ server, ...around });
  const taken = mobile();
  await server.clerk.users.createUser({ phoneNumber: [taken], skipPasswordRequirement: true });
  around.person.announce(
    '422 form_param_format_invalid', '422 form_param_format_invalid', '403 unsupported_country_code',
    '422 form_identifier_exists', '422 form_identifier_exists',
  );
  await profile.openCard();
  await profile.press('Add phone number');
  await profile.submitNumber('+1 415 200');
  await profile.saysUnder('Phone number', 'Phone number must be a valid phone number according to E.164 international standard.');
  await profile.submitNumber('+442071838750');
  await profile.saysUnder('Phone number', 'Phone number must be a valid phone number that can receive text messages.');
  await profile.submitNumber('+33612345678');
  await profile.saysUnder('Phone number', 'Phone numbers from this country (France) are currently not supported.');
  await profile.submitNumber(taken);
  await profile.saysUnder('Phone number', 'That phone number is taken. Please try another.');
  await profile.submitNumber(number);
  await profile.saysUnder('Phone number', 'That phone number is taken. Please try another.');
  await profile.showsNumbers([number, 'Primary']);
});

test('who was faster with the number is told of to the other on the card', async ({ profile, server, phones, ...around }) => {
  const { number } = await member({ server, ...around });
  const second = mobile();
  around.person.announce('422 form_identifier_exists');
  await profile.openCard();
  await profile.add(second);
  const code = await phones.code(second);
  await server.clerk.users.createUser({ phoneNumber: [second], skipPasswordRequirement: true });
  await profile.code(code);
  await profile.alerts('That phone number is taken. Please try another.');
  await profile.showsNumbers([number, 'Primary'], [second, 'Unverified']);
});

test('a number that was left unverified is verified later', async ({ profile, phones, ...around }) => {
  const { number } = await member(around);
  const second = mobile();
  await profile.openCard();
  await profile.add(second);
  await phones.code(second);
  await profile.press('Cancel');
  await profile.openCard();
  await profile.showsNumbers([number, 'Primary'], [second, 'Unverified']);
  await profile.chooseFor(second, 'Verify phone number');
  await profile.texted(second);
  await profile.showsNumbers([number, 'Primary'], [second]);
});

withPause('who comes back too soon is told to wait, and the code that arrived works', async ({ profile, phones, ...around }) => {
  const { number } = await member(around);
  const second = mobile();
  around.person.announce('429 verification_code_too_many_requests');
  await profile.openCard();
  await profile.add(second);
  const code = await phones.code(second);
  await profile.press('Cancel');
  await profile.chooseFor(second, 'Verify phone number');
  await profile.alerts('Too many verification code requests. Please wait at least 30 seconds to receive your code before trying again.');
  await profile.code(code);
  await profile.showsNumbers([number, 'Primary'], [second]);
});

test('a sixth unverified number is refused on the card, and has room when one is removed', async ({ profile, server, ...around }) => {
  const { number, user } = await member({ server, ...around });
  const waiting = [];
  for (let count = 0; count < 5; count++) waiting.push(await anotherNumber({ server }, user, { verified: false }));
  around.person.announce('400 too_many_unverified_identifications');
  await profile.openCard();
  await profile.add(mobile());
  await profile.alerts('There are too many unverified contacts for this user.');
  await profile.press('Cancel');
  await profile.remove(waiting[0]);
  await profile.showsNumbers([number, 'Primary'], ...waiting.slice(1).map(each => [each, 'Unverified']));
  const sixth = mobile();
  await profile.add(sixth);
  await profile.texted(sixth);
});

test('another number becomes the primary one by choice, and by removal of the primary one', async ({ profile, server, ...around }) => {
  const { number, user } = await member({ server, ...around });
  const second = await anotherNumber({ server }, user);
  await profile.openCard();
  await profile.showsNumbers([number, 'Primary'], [second]);
  await profile.chooseFor(second, 'Set as primary');
  await profile.showsNumbers([second, 'Primary'], [number]);
  await profile.remove(second);
  await profile.showsNumbers([number, 'Primary']);
  assert.equal((await server.clerk.users.getUser(user.id)).primaryPhoneNumber.phoneNumber, number);
});

test('the last number stays, and the card says why', async ({ profile, ...around }) => {
  const { number } = await member(around);
  around.person.announce('400 identification_deletion_failed');
  await profile.openCard();
  await profile.remove(number);
  await profile.alerts('You cannot delete your last identification.');
  await profile.press('Cancel');
  await profile.showsNumbers([number, 'Primary']);
});
