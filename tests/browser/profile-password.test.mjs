// The password of the signed-in user, in the profile.
import { ageFactors } from './clockwork.mjs';
import { PASSWORD } from './fresh.mjs';
import { member } from './members.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const ANOTHER = 'quite-another-passphrase-1892';
const NEVER_ASKED = { STROWGER_LIMITS_RESEND_PAUSE_MS: '0', STROWGER_SESSION_STEP_UP_MINUTES: '0' };
const test = stage(productionCookies, { settings: { STROWGER_LIMITS_RESEND_PAUSE_MS: '0' } });
const withoutStepUp = stage(productionCookies, { settings: NEVER_ASKED });

async function signInByPassword({ home, signIn }, number, password) {
  await home.leave();
  await home.signedOut('/after-sign-out');
  await signIn.begin(number);
  await signIn.follow('Use another method');
  await signIn.press('Sign in with your password');
  await signIn.password(password);
}

test('a password is set, and signs in', async ({ profile, ...around }) => {
  const { number } = await member(around);
  await profile.openSecurity();
  await profile.press('Set password');
  await profile.fillPassword(PASSWORD);
  await profile.press('Save');
  await profile.button('Update password').waitFor();
  await signInByPassword(around, number, PASSWORD);
  await around.home.signedInAs(number, '/after-sign-in');
});

test('after the proof a password is replaced, and other browsers are signed out', async ({ person, profile, proof, server, meet, ...around }) => {
  const { number, user } = await member({ person, server, ...around }, { password: PASSWORD });
  const elsewhere = await meet();
  await elsewhere.signIn.complete(number);
  await elsewhere.home.signedInAs(number, '/after-sign-in');
  await profile.openSecurity();
  await profile.press('Update password');
  await profile.fillPassword(ANOTHER);
  await ageFactors(server, user);
  person.announce('403 session_reverification_required', '422 form_password_incorrect');
  await profile.press('Save');
  await proof.isOpen();
  await proof.texted(number);
  await profile.button('Update password').waitFor();
  await elsewhere.home.open('/');
  await elsewhere.home.signedOut();
  await signInByPassword(around, number, PASSWORD);
  await around.signIn.saysUnder('Password', 'Password is incorrect. Try again, or use another method.');
  await around.signIn.password(ANOTHER);
  await around.home.signedInAs(number, '/after-sign-in');
});

withoutStepUp('without step-up the current password is asked for, and a wrong one refused under its field', async ({ person, profile, ...around }) => {
  const { number } = await member({ person, ...around }, { password: PASSWORD });
  person.announce('422 form_password_validation_failed');
  await profile.openSecurity();
  await profile.press('Update password');
  await profile.field('Current password').fill(ANOTHER);
  await profile.fillPassword(ANOTHER);
  await profile.press('Save');
  await profile.saysUnder('Current password', 'Incorrect password. Please try again.');
  await profile.field('Current password').fill(PASSWORD);
  await profile.press('Save');
  await profile.button('Update password').waitFor();
  await signInByPassword(around, number, ANOTHER);
  await around.home.signedInAs(number, '/after-sign-in');
});
