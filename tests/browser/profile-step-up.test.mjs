// What is sensitive asks for factors again when the last time was long ago, and then goes on by itself.
import { ageFactors, expireCodes } from './clockwork.mjs';
import { mobile, otherThan } from './fresh.mjs';
import { anotherNumber, member } from './members.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const test = stage(productionCookies, { settings: { STROWGER_LIMITS_RESEND_PAUSE_MS: '0' } });

const ASKED = '403 session_reverification_required';

/** Does what is sensitive, after so long that the factors have to be proven by a code to `prover` first. */
async function proven({ person, proof, server }, user, prover, act) {
  await ageFactors(server, user);
  person.announce(ASKED);
  await act();
  await proof.isOpen();
  await proof.texted(prover);
  await proof.isClosed();
}

test('numbers are added, made primary and removed after the first factor', async ({ profile, ...around }) => {
  const { number, user } = await member(around);
  const second = mobile();
  await profile.openCard();
  await proven(around, user, number, () => profile.add(second));
  await profile.texted(second);
  await profile.showsNumbers([number, 'Primary'], [second]);
  await proven(around, user, number, () => profile.chooseFor(second, 'Set as primary'));
  await profile.showsNumbers([second, 'Primary'], [number]);
  await proven(around, user, second, () => profile.remove(number));
  await profile.showsNumbers([second, 'Primary']);
});

test('the second step begins after the first factor, and changes after the second', async ({ profile, ...around }) => {
  const { number, user } = await member(around);
  const second = await anotherNumber(around, user);
  const third = await anotherNumber(around, user);
  await profile.openSecurity();
  await profile.addSecondStep();
  await proven(around, user, number, () => profile.pick(second));
  await profile.heading('SMS code verification enabled');
  await profile.press('Finish');
  await profile.addSecondStep();
  await proven(around, user, second, () => profile.pick(third));
  await profile.press('Finish');
  await profile.showsSecondFactors([second, 'Default'], [third], ['Backup codes']);
  await proven(around, user, second, () => profile.choose('mfa', 'Backup codes', 'Regenerate'));
  await profile.backupCodes();
  await profile.press('Finish');
  await proven(around, user, second, () => profile.removeSecondFactor(third));
  await profile.showsSecondFactors([second, 'Default'], ['Backup codes']);
});

test('who gives up the proof changes nothing, and may begin again', async ({ person, profile, proof, server, ...around }) => {
  const { number, user } = await member({ person, server, ...around });
  const second = await anotherNumber({ server }, user);
  await profile.openCard();
  await ageFactors(server, user);
  person.announce(ASKED, ASKED);
  await profile.remove(second);
  await proof.isOpen();
  await proof.cancel();
  await proof.isClosed();
  await profile.showsNumbers([number, 'Primary'], [second]);
  await profile.press('Remove');
  await proof.isOpen();
  await around.phones.code(number);
  await proof.texted(number);
  await profile.showsNumbers([number, 'Primary']);
});

test('a wrong code of the proof is refused under the boxes, an expired one on the card, and another one works', async ({ person, profile, proof, phones, server, ...around }) => {
  const { number, user } = await member({ person, server, ...around });
  const second = await anotherNumber({ server }, user);
  await person.page.clock.install();
  await profile.openCard();
  await ageFactors(server, user);
  person.announce(ASKED, '422 form_code_incorrect', '400 verification_expired');
  await profile.chooseFor(second, 'Set as primary');
  await proof.isOpen();
  const code = await phones.code(number);
  await proof.code(otherThan(code));
  await proof.saysUnderCode('Incorrect code');
  await expireCodes(server);
  await proof.code(code);
  await proof.alerts('This verification has expired. You must create a new one.');
  await proof.resend();
  await proof.texted(number);
  await profile.showsNumbers([second, 'Primary'], [number]);
});

test('a backup code is proof enough', async ({ person, profile, proof, phones, server, ...around }) => {
  const { number, user } = await member({ person, server, ...around });
  const second = await anotherNumber({ server }, user);
  await profile.openSecurity();
  await profile.addSecondStep();
  await profile.pick(second);
  const [code] = await profile.backupCodes();
  await profile.press('Finish');
  await ageFactors(server, user);
  person.announce(ASKED, '422 form_code_incorrect');
  await profile.removeSecondFactor(second);
  await proof.isOpen();
  await phones.code(second);
  await proof.follow('Use another method');
  await proof.press('Use a backup code');
  await proof.field('Backup code').fill('nonsense');
  await proof.continue();
  await proof.saysUnder('Backup code', 'Incorrect code');
  await proof.field('Backup code').fill(code);
  await proof.continue();
  await profile.showsSecondFactors();
  await profile.press('Profile');
  await profile.showsNumbers([number, 'Primary'], [second]);
});

test('who is locked meanwhile is told of it above the code', async ({ person, profile, proof, phones, server, ...around }) => {
  const { number, user } = await member({ person, server, ...around });
  const second = await anotherNumber({ server }, user);
  await profile.openCard();
  await ageFactors(server, user);
  person.announce(ASKED, '403 user_locked');
  await profile.remove(second);
  await proof.isOpen();
  const code = await phones.code(number);
  await server.clerk.users.lockUser(user.id);
  await proof.code(code);
  await proof.alerts('Your account is locked. For more information, please contact support.');
  await proof.cancel();
  await profile.showsNumbers([number, 'Primary'], [second]);
});
