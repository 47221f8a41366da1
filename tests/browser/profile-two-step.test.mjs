// The second step of the signed-in user, in the profile: numbers, backup codes, and what they are good for.
import assert from 'node:assert/strict';

import { mobile } from './fresh.mjs';
import { anotherNumber, member } from './members.mjs';
import { printed } from './profile-card.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const test = stage(productionCookies, { settings: {
  STROWGER_LIMITS_RESEND_PAUSE_MS: '0',
  STROWGER_SESSION_STEP_UP_MINUTES: '0',
} });

const SECOND_CODE = 'To continue, please enter the verification code sent to your phone';

async function signInUpToSecondFactor({ home, signIn }, number) {
  await home.leave();
  await home.signedOut('/after-sign-out');
  await signIn.complete(number);
  await signIn.sees(SECOND_CODE);
}

async function useBackupCode({ signIn }, code) {
  await signIn.follow('Use another method');
  await signIn.press('Use a backup code');
  await signIn.field('Backup code').fill(code);
  await signIn.continue();
}

test('a number becomes the second step, with ten backup codes to copy and to download', async ({ profile, ...around }) => {
  const { number, user } = await member(around);
  const second = await anotherNumber(around, user);
  await profile.openSecurity();
  await profile.addSecondStep();
  await profile.pick(second);
  await profile.heading('SMS code verification enabled');
  const codes = await profile.backupCodes();
  assert.equal(new Set(codes).size, 10);
  assert.equal(await profile.copyCodes(), codes.join(','));
  assert.ok((await profile.downloadCodes()).endsWith(`\n\n${codes.join('\n')}`));
  await profile.press('Finish');
  await profile.showsSecondFactors([second, 'Default'], ['Backup codes']);
  await signInUpToSecondFactor(around, number);
  await around.signIn.texted(second);
  await around.home.signedInAs(number, '/after-sign-in');
  await signInUpToSecondFactor(around, number);
  await useBackupCode(around, codes[9]);
  await around.home.signedInAs(number, '/after-sign-in');
});

test('who has one number adds another for the second step on the way', async ({ person, profile, ...around }) => {
  const { number } = await member({ person, ...around });
  const second = mobile();
  person.announce('400 identification_update_failed');
  await profile.openSecurity();
  await profile.addSecondStep();
  await profile.pick(number);
  await profile.alerts('You cannot set your last identification as second factor.');
  await profile.press('Add phone number');
  await profile.submitNumber(second);
  await profile.texted(second);
  await profile.heading('SMS code verification enabled');
  assert.equal((await profile.backupCodes()).length, 10);
  await profile.press('Finish');
  await profile.showsSecondFactors([second, 'Default'], ['Backup codes']);
});

test('new backup codes end the old ones, and a used one is dead', async ({ person, profile, ...around }) => {
  const { number, user } = await member({ person, ...around });
  const second = await anotherNumber(around, user);
  await profile.openSecurity();
  await profile.addSecondStep();
  await profile.pick(second);
  const old = await profile.backupCodes();
  await profile.press('Finish');
  await profile.choose('mfa', 'Backup codes', 'Regenerate');
  await profile.sees('Backup codes are now enabled.');
  const codes = await profile.backupCodes();
  assert.equal(codes.filter(code => !old.includes(code)).length, 10);
  await profile.press('Finish');
  await signInUpToSecondFactor(around, number);
  person.announce('422 form_code_incorrect', '422 form_code_incorrect');
  await useBackupCode(around, old[0]);
  await around.signIn.saysUnder('Backup code', 'Incorrect code');
  await around.signIn.field('Backup code').fill(codes[0]);
  await around.signIn.continue();
  await around.home.signedInAs(number, '/after-sign-in');
  await signInUpToSecondFactor(around, number);
  await useBackupCode(around, codes[0]);
  await around.signIn.saysUnder('Backup code', 'Incorrect code');
});

test('another number becomes the default, each is told when it is none any more, and with the last the second step ends', async ({ profile, phones, ...around }) => {
  const { number, user } = await member(around);
  const second = await anotherNumber(around, user, { reservedForSecondFactor: true });
  const third = await anotherNumber(around, user, { reservedForSecondFactor: true });
  const told = /^This number no longer secures your account at Strowger\./;
  await profile.openSecurity();
  await profile.showsSecondFactors([second, 'Default'], [third]);
  await profile.choose('mfa', printed(third), 'Set as default');
  await profile.showsSecondFactors([third, 'Default'], [second]);
  await profile.removeSecondFactor(third);
  await profile.showsSecondFactors([second, 'Default']);
  assert.match(await phones.notice(third), told);
  await profile.removeSecondFactor(second);
  await profile.showsSecondFactors();
  assert.match(await phones.notice(second), told);
  await around.home.leave();
  await around.home.signedOut('/after-sign-out');
  await around.signIn.complete(number);
  await around.home.signedInAs(number, '/after-sign-in');
});
