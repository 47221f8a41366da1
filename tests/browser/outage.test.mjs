// The server is not there while a page asks, and comes back. The components show no word of it, but nothing is lost.
import { mobile } from './fresh.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

const test = stage(productionCookies);

/** What happens in a page while the server is away, until a request of the page came to nothing. */
async function away({ person, server }, story) {
  await person.withoutServer(async () => {
    await server.end();
    const failed = person.page.waitForEvent('requestfailed');
    await story();
    await failed;
    await server.begin();
  });
}

test('a form that was sent while the server was away can be sent again', async ({ home, signUp, ...around }) => {
  const number = mobile();
  await signUp.openCard();
  await away(around, () => signUp.fill(number));
  await signUp.continue();
  await signUp.texted(number);
  await home.signedInAs(number, '/after-sign-up');
});

test('a code that was tried while the server was away works after a reload', async ({ person, home, signUp, phones, server }) => {
  const number = mobile();
  await signUp.openCard();
  await signUp.fill(number);
  const code = await phones.code(number);
  await away({ person, server }, () => signUp.code(code));
  await person.page.reload();
  await signUp.heading('Verify your phone');
  await signUp.code(code);
  await home.signedInAs(number, '/after-sign-up');
});

test('a page that was opened while the server was away finds the session when it is back', async ({ person, home, signUp, server }) => {
  const number = mobile();
  await signUp.complete(number);
  await home.signedInAs(number, '/after-sign-up');
  await away({ person, server }, () => person.page.reload());
  await home.signedInAs(number);
});
