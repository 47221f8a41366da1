// The examples printed on the JavaScript SDK's pages, as printed: only ids are put in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { name } from './fresh.mjs';
import { refused } from './refusals.mjs';
import { startServer } from './server.mjs';

let server, clerkClient;
before(async () => {
  server = await startServer();
  clerkClient = server.clerk;
});
after(() => server?.stop());

async function pageNumber(fields = {}) {
  const user = await clerkClient.users.createUser({ username: name() });
  const response = await clerkClient.phoneNumbers.createPhoneNumber({
    userId: user.id,
    phoneNumber: '15551234567',
    ...fields,
  });
  return { user, response };
}

test('the create example works as printed, its number without a plus', async () => {
  const { user, response } = await pageNumber({ verified: false });
  assert.equal(response.phoneNumber, '+15551234567');
  assert.equal((await clerkClient.users.getUser(user.id)).primaryPhoneNumberId, response.id);
});

test('the update example works as printed and makes the number unverified', async () => {
  const { response: created } = await pageNumber({ verified: true });
  const phoneNumberId = created.id;

  const params = { verified: false }

  const response = await clerkClient.phoneNumbers.updatePhoneNumber(phoneNumberId, params)

  assert.equal(response.id, phoneNumberId);
  assert.equal(response.verification, null);
  assert.deepEqual(response.linkedTo, []);
  assert.equal(response.reservedForSecondFactor, false);
});

test('the id of the page itself is unknown and refused as typed', async () => {
  const phoneNumberId = 'idn_123'

  const params = { verified: false }

  await refused(clerkClient.phoneNumbers.updatePhoneNumber(phoneNumberId, params), 404, 'resource_not_found');
});
