// The flows that have to work wherever the components run.
import { mobile, PASSWORD } from './fresh.mjs';

/** A user whose second factor is a text to another number. */
export async function withSecondFactor({ server }, fields = {}) {
  const [first, second] = [mobile(), mobile()];
  const user = await server.clerk.users.createUser({ phoneNumber: [first], password: PASSWORD, ...fields });
  await server.clerk.phoneNumbers.createPhoneNumber({
    userId: user.id, phoneNumber: second, verified: true, reservedForSecondFactor: true,
  });
  return { user, first, second };
}

export function mainFlows(test) {
  test('a number and its code sign somebody up, who leaves and comes back', async ({ home, signUp, signIn }) => {
    const number = mobile();
    await signUp.complete(number);
    await home.signedInAs(number, '/after-sign-up');
    await home.leave();
    await home.signedOut('/after-sign-out');
    await signIn.complete(number);
    await home.signedInAs(number, '/after-sign-in');
  });

  test('who has two factors is asked for both codes', async ({ home, signIn, ...around }) => {
    const { first, second } = await withSecondFactor(around);
    await signIn.complete(first);
    await signIn.sees('To continue, please enter the verification code sent to your phone');
    await signIn.texted(second);
    await home.signedInAs(first, '/after-sign-in');
  });

  test('a session outlives a reload and is there in another tab', async ({ person, home, signUp }) => {
    const number = mobile();
    await signUp.complete(number);
    await home.signedInAs(number, '/after-sign-up');
    await person.page.reload();
    await home.signedInAs(number);
    await person.openTab();
    await home.open('/');
    await home.signedInAs(number);
  });
}
