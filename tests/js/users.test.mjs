// Users through the official JavaScript SDK: creation, lists with their totals, changes, bans and locks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { name, testNumber } from './fresh.mjs';
import { refused } from './refusals.mjs';
import { startServer } from './server.mjs';

let server, users;
before(async () => {
  server = await startServer();
  ({ users } = server.clerk);
});
after(() => server?.stop());

test('a user is created with all that phones need', async () => {
  const username = name('almon');
  const phoneNumber = [testNumber(), testNumber()];
  const user = await users.createUser({
    username,
    phoneNumber,
    phoneNumberIdentificationStatus: ['verified', 'reserved'],
    emailAddress: [`${username}@example.com`],
    firstName: 'Almon',
    lastName: 'Strowger',
    password: 'a-long-enough-passphrase-1891',
    externalId: name('ext'),
    publicMetadata: { plan: 'gold' },
    createdAt: new Date('2024-02-29T12:00:00Z'),
  });
  assert.equal(user.constructor.name.replace(/^_/, ''), 'User');
  assert.deepEqual(user.phoneNumbers.map(number => number.phoneNumber), phoneNumber);
  assert.equal(user.primaryPhoneNumber.phoneNumber, phoneNumber[0]);
  assert.equal(user.fullName, 'Almon Strowger');
  assert.equal(user.createdAt, 1_709_208_000_000);
  assert.deepEqual(user.publicMetadata, { plan: 'gold' });
  assert.deepEqual((await users.getUser(user.id)).raw, user.raw);
});

test('a list comes with its total, by number, by page and by order', async () => {
  const made = [];
  for (let i = 0; i < 3; i++) made.push(await users.createUser({ phoneNumber: [testNumber()], lastName: 'Listed' }));
  const phoneNumber = made.slice(0, 2).map(user => user.phoneNumbers[0].phoneNumber);
  const found = await users.getUserList({ phoneNumber, orderBy: '+created_at' });
  assert.deepEqual(found.data.map(user => user.id), made.slice(0, 2).map(user => user.id));
  assert.equal(found.totalCount, 2);
  const page = await users.getUserList({ query: 'listed', limit: 2, offset: 1 });
  assert.equal(page.data.length, 2);
  assert.equal(page.totalCount, 3);
  assert.equal(await users.getCount({ query: 'listed' }), 3);
});

test('an update with metadata becomes an update and a replacement, and both are done', async () => {
  const user = await users.createUser({ username: name(), publicMetadata: { old: 1 } });
  const updated = await users.updateUser(user.id, { firstName: 'Susan', publicMetadata: { new: 2 } });
  assert.equal(updated.firstName, 'Susan');
  assert.deepEqual(updated.publicMetadata, { new: 2 });
  const merged = await users.updateUserMetadata(user.id, { publicMetadata: { more: 3, new: null } });
  assert.deepEqual(merged.publicMetadata, { more: 3 });
  assert.deepEqual((await users.replaceUserMetadata(user.id, { publicMetadata: {} })).publicMetadata, {});
});

test('the primary number is moved by its SDK name', async () => {
  const user = await users.createUser({ phoneNumber: [testNumber(), testNumber()] });
  const [, second] = user.phoneNumbers;
  const moved = await users.updateUser(user.id, { primaryPhoneNumberID: second.id });
  assert.equal(moved.primaryPhoneNumberId, second.id);
});

for (const [act, undo, flag] of [['banUser', 'unbanUser', 'banned'], ['lockUser', 'unlockUser', 'locked']])
  test(`${act} and ${undo} set and clear ${flag}`, async () => {
    const user = await users.createUser({ username: name() });
    assert.equal((await users[act](user.id))[flag], true);
    assert.equal((await users[undo](user.id))[flag], false);
  });

test('a password is verified, and a wrong one is a typed error', async () => {
  const password = 'a-long-enough-passphrase-1891';
  const user = await users.createUser({ username: name(), password });
  assert.deepEqual(await users.verifyPassword({ userId: user.id, password }), { verified: true });
  await refused(users.verifyPassword({ userId: user.id, password: 'another' }), 422, 'incorrect_password');
});

test('deleting MFA clears the second factors', async () => {
  const user = await users.createUser({ username: name(), phoneNumber: [testNumber()] });
  await server.clerk.phoneNumbers.updatePhoneNumber(user.phoneNumbers[0].id, { reservedForSecondFactor: true });
  assert.equal((await users.getUser(user.id)).twoFactorEnabled, true);
  await users.disableUserMFA(user.id);
  assert.equal((await users.getUser(user.id)).twoFactorEnabled, false);
});

test('a deleted user is gone and its number free', async () => {
  const phoneNumber = [testNumber()];
  const user = await users.createUser({ phoneNumber });
  assert.equal((await users.deleteUser(user.id)).deleted, true);
  await refused(users.getUser(user.id), 404, 'resource_not_found');
  assert.ok(await users.createUser({ phoneNumber }));
});

test('a refusal of creation arrives with its parameter', async () => {
  const phoneNumber = [testNumber()];
  await users.createUser({ phoneNumber });
  await refused(users.createUser({ phoneNumber }), 422, 'form_identifier_exists', 'phone_number');
});
