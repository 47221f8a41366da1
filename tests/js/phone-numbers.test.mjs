// The phone story through the official JavaScript SDK, and its refusals as typed errors.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

import { TEST_CODE, name, testNumber } from './fresh.mjs';
import { refused } from './refusals.mjs';
import { startServer } from './server.mjs';

let server, clerk, phones;
before(async () => {
  server = await startServer();
  ({ clerk } = server);
  phones = clerk.phoneNumbers;
});
after(async () => assert.equal(await server?.stop(), 0));

const newUser = () => clerk.users.createUser({ username: name(), skipPasswordRequirement: true });
const add = (user, fields = {}) =>
  phones.createPhoneNumber({ userId: user.id, phoneNumber: testNumber(), verified: true, ...fields });

test('a number goes through create, get, update, replace and delete', async () => {
  const user = await newUser();
  const phoneNumber = testNumber();
  const created = await phones.createPhoneNumber({ userId: user.id, phoneNumber });
  assert.equal(created.constructor.name.replace(/^_/, ''), 'PhoneNumber');
  assert.deepEqual([created.phoneNumber, created.verification, created.linkedTo], [phoneNumber, null, []]);
  assert.match(created.id, /^idn_[0-9A-Za-z]{27}$/);
  assert.deepEqual(await phones.getPhoneNumber(created.id), created);

  const verified = await phones.updatePhoneNumber(created.id, { verified: true });
  assert.equal(verified.verification.status, 'verified');
  const factor = await phones.updatePhoneNumber(created.id, { reservedForSecondFactor: true });
  assert.ok(factor.reservedForSecondFactor && factor.defaultSecondFactor);

  const replaced = await clerk.users.replaceUserPhoneNumber(user.id, { phoneNumber: testNumber() });
  assert.notEqual(replaced.id, created.id);
  assert.equal((await clerk.users.getUser(user.id)).primaryPhoneNumberId, replaced.id);
  const deleted = await phones.deletePhoneNumber(replaced.id);
  assert.deepEqual([deleted.object, deleted.id, deleted.deleted], ['phone_number', replaced.id, true]);
});

test('a number is verified by code over the operations that this SDK has no methods for', async () => {
  const number = await add(await newUser(), { verified: false });
  const prepared = await server.call('POST', `/v1/phone_numbers/${number.id}/prepare_verification`);
  assert.equal(prepared.body.status, 'unverified');
  const attempted = await server.call('POST', `/v1/phone_numbers/${number.id}/attempt_verification`, {
    verification_id: prepared.body.id,
    code: TEST_CODE,
  });
  assert.equal(attempted.body.status, 'verified');
  const { verification } = await phones.getPhoneNumber(number.id);
  assert.deepEqual([verification.status, verification.strategy, verification.attempts], ['verified', 'phone_code', 1]);
});

test('null is sent as null and undefined not at all, and both change nothing', async () => {
  const user = await newUser();
  const number = await add(user, { primary: null, reservedForSecondFactor: undefined });
  const fields = { verified: null, primary: undefined, reservedForSecondFactor: null };
  assert.deepEqual(await phones.updatePhoneNumber(number.id, fields), number);
});

test('an update without parameters has an empty body and changes nothing', async () => {
  const number = await add(await newUser());
  assert.deepEqual(await phones.updatePhoneNumber(number.id), number);
});

test('replace takes the identification status that the types leave out', async () => {
  const user = await newUser();
  const phoneNumber = testNumber();
  await clerk.users.replaceUserPhoneNumber(user.id, { phoneNumber, identificationStatus: 'reserved' });
  const answer = await server.call('GET', `/v1/users/${user.id}`);
  assert.equal(answer.body.phone_numbers[0].reserved, true);
  assert.equal(answer.body.phone_numbers[0].verification, null);
});

test('a taken number is refused for somebody else and for the same user', async () => {
  const user = await newUser();
  const { phoneNumber } = await add(user);
  for (const holder of [user, await newUser()])
    await refused(add(holder, { phoneNumber }), 422, 'form_identifier_exists', 'phone_number');
});

test('what is no number is refused', async () => {
  const user = await newUser();
  await refused(add(user, { phoneNumber: 'hello' }), 422, 'form_param_format_invalid', 'phone_number');
});

test('missing parameters are all named at once', async () => {
  const error = await refused(phones.createPhoneNumber({}), 422, 'form_param_missing', 'user_id');
  assert.deepEqual(error.errors.map(item => item.meta.paramName).sort(), ['phone_number', 'user_id']);
});

test('an unknown parameter is refused by name', async () => {
  await refused(add(await newUser(), { phoneNubmer: '+1' }), 422, 'form_param_unknown', 'phone_nubmer');
});

test('an unknown user is refused', async () => {
  await refused(add({ id: 'user_unknown' }), 404, 'resource_not_found');
});

for (const id of ['idn_unknown', 'idn/1 ?x', 'a#b', '%', '☎'])
  test(`the unknown number ${id} is refused by every operation`, async () => {
    await refused(phones.getPhoneNumber(id), 404, 'resource_not_found');
    await refused(phones.updatePhoneNumber(id, { verified: true }), 404, 'resource_not_found');
    await refused(phones.deletePhoneNumber(id), 404, 'resource_not_found');
  });

test('an unverified second factor is refused at creation and at update', async () => {
  const user = await newUser();
  const factor = add(user, { verified: false, reservedForSecondFactor: true });
  await refused(factor, 400, 'identification_create_second_factor_unverified');
  const number = await add(user, { verified: false });
  const update = phones.updatePhoneNumber(number.id, { reservedForSecondFactor: true });
  await refused(update, 400, 'identification_update_second_factor_unverified');
});

test('the last identification is neither deleted nor made a second factor', async () => {
  const user = await clerk.users.createUser({ phoneNumber: [testNumber()] });
  const [{ id }] = user.phoneNumbers;
  await refused(phones.deletePhoneNumber(id), 400, 'identification_deletion_failed');
  await refused(phones.updatePhoneNumber(id, { reservedForSecondFactor: true }), 400, 'identification_update_failed');
});

test('a wrong key is refused as a typed error', async () => {
  const stranger = createClerkClient({ secretKey: 'sk_test_wrong', apiUrl: server.url });
  await refused(stranger.phoneNumbers.getPhoneNumber('idn_unknown'), 401, 'clerk_key_invalid');
});
