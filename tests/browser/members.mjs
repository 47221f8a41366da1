// Users who are signed in already, for stories that begin behind the sign-in.
import assert from 'node:assert/strict';

import { mobile } from './fresh.mjs';

/** A user with one verified number, or with what `fields` says, who is signed in where `person` sits. */
export async function member({ person, server, pages }, fields = {}) {
  const number = mobile();
  const user = await server.clerk.users.createUser({ phoneNumber: [number], skipPasswordRequirement: true, ...fields });
  const { token } = await server.clerk.signInTokens.createSignInToken({ userId: user.id, expiresInSeconds: 60 });
  const answer = await person.page.request.post(`${server.url}/v1/client/sign_ins`, {
    headers: { Origin: pages.origin },
    form: { strategy: 'ticket', ticket: token },
  });
  assert.equal(answer.status(), 200, await answer.text());
  return { user, number };
}

/** Another number of a user's, verified, from the backend. */
export async function anotherNumber({ server }, user, fields = {}) {
  const number = mobile();
  await server.clerk.phoneNumbers.createPhoneNumber({ userId: user.id, phoneNumber: number, verified: true, ...fields });
  return number;
}
