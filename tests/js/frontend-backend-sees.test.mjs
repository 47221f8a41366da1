// What was done over the Frontend API as @clerk/backend reads it, and what it does to those who are signed in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { TEST_CODE, name, testNumber } from './fresh.mjs';
import { Browser, NativeApp, refused } from './frontend.mjs';
import { refused as refusedBackend } from './refusals.mjs';
import { startServer } from './server.mjs';

const PASSWORD = 'a-long-enough-passphrase-1891';

let server, clerk, keys;
before(async () => {
  server = await startServer();
  ({ clerk } = server);
  keys = await server.keys();
});
after(async () => assert.equal(await server?.stop(), 0));

async function signedUp(fields) {
  const browser = new Browser(server, keys);
  await browser.signUp(fields);
  return browser;
}

async function signedIn(phoneNumber) {
  const browser = new Browser(server, keys);
  await browser.signIn(phoneNumber);
  return browser;
}

const read = frontend => clerk.users.getUser(frontend.user.id);

/** The holder of this session is out: nothing is answered in its name, and its client says so. */
async function assertOut(frontend) {
  const { id } = frontend.session;
  const [me, token] = [await frontend.ask('GET', '/me'), await frontend.ask('POST', `/client/sessions/${id}/tokens`)];
  assert.equal(me.status, 401, JSON.stringify(me.body));
  assert.ok([401, 404].includes(token.status), JSON.stringify(token.body));
  const client = await frontend.done('GET', '/client');
  assert.ok(!client?.sessions.some(session => session.id === id), JSON.stringify(client));
}

test('a sign-up makes a user with a verified primary number, found by that number', async () => {
  const phoneNumber = testNumber();
  const before = Date.now();
  const browser = await signedUp({ phone_number: phoneNumber, first_name: 'Almon', last_name: 'Strowger' });
  const { data, totalCount } = await clerk.users.getUserList({ phoneNumber: [phoneNumber] });
  assert.deepEqual([data.map(user => user.id), totalCount], [[browser.user.id], 1]);
  const [user] = data;
  assert.deepEqual([user.fullName, user.primaryPhoneNumber.phoneNumber], ['Almon Strowger', phoneNumber]);
  const { verification } = user.primaryPhoneNumber;
  assert.deepEqual([verification.status, verification.strategy, verification.attempts], ['verified', 'phone_code', 1]);
  assert.deepEqual([user.passwordEnabled, user.twoFactorEnabled, user.banned, user.locked], [false, false, false, false]);
  for (const time of [user.createdAt, user.lastSignInAt])
    assert.ok(time >= before - 1_000 && time <= Date.now() + 1_000, `${time} against ${before}`);
});

test('a sign-up that was not verified makes no user', async () => {
  const phoneNumber = testNumber();
  const signUp = await new Browser(server, keys).done('POST', '/client/sign_ups', { phone_number: phoneNumber });
  assert.equal(signUp.status, 'missing_requirements');
  assert.equal(await clerk.users.getCount({ phoneNumber: [phoneNumber] }), 0);
});

test('the password of a sign-up is the one that is verified', async () => {
  const browser = await signedUp({ password: PASSWORD });
  const userId = browser.user.id;
  assert.equal((await read(browser)).passwordEnabled, true);
  assert.deepEqual(await clerk.users.verifyPassword({ userId, password: PASSWORD }), { verified: true });
});

test('a user that the Backend API made signs in, which is its first sign-in', async () => {
  const phoneNumber = testNumber();
  const user = await clerk.users.createUser({ phoneNumber: [phoneNumber] });
  assert.equal(user.lastSignInAt, null);
  const browser = await signedIn(phoneNumber);
  assert.equal(browser.user.id, user.id);
  const { lastSignInAt } = await clerk.users.getUser(user.id);
  assert.ok(lastSignInAt >= user.createdAt && lastSignInAt <= Date.now() + 1_000, `${lastSignInAt}`);
});

test('each sign-in moves the last sign-in, and a refresh does not', async () => {
  const first = await signedUp();
  const { lastSignInAt, primaryPhoneNumber } = await read(first);
  await first.token();
  assert.equal((await read(first)).lastSignInAt, lastSignInAt);
  await signedIn(primaryPhoneNumber.phoneNumber);
  assert.ok((await read(first)).lastSignInAt > lastSignInAt);
});

test('a sign-in is a session of its own, listed with its client', async () => {
  const first = await signedUp();
  const second = await signedIn(first.user.phone_numbers[0].phone_number);
  const { data, totalCount } = await clerk.sessions.getSessionList({ userId: first.user.id, status: 'active' });
  assert.equal(totalCount, 2);
  for (const browser of [first, second]) {
    const session = data.find(one => one.id === browser.session.id);
    assert.equal(session.clientId, browser.client.id);
    assert.deepEqual([session.userId, session.status], [first.user.id, 'active']);
    assert.deepEqual(await clerk.sessions.getSession(session.id), session);
    assert.equal(session.expireAt, browser.session.expire_at);
  }
  assert.notEqual(first.client.id, second.client.id);
});

for (const [how, path, status] of [['ended', 'end', 'ended'], ['removed', 'remove', 'removed']])
  test(`a session that is ${how} by its holder is ${status}`, async () => {
    const browser = await signedUp();
    const { id } = browser.session;
    await browser.done('POST', `/client/sessions/${id}/${path}`);
    assert.equal((await clerk.sessions.getSession(id)).status, status);
  });

test('signing out leaves no live session, and the user as it was', async () => {
  const browser = await signedUp();
  const { session, user } = browser;
  await browser.signOut();
  assert.notEqual((await clerk.sessions.getSession(session.id)).status, 'active');
  assert.equal((await clerk.sessions.getSessionList({ userId: user.id, status: 'active' })).totalCount, 0);
  assert.equal((await clerk.users.getUser(user.id)).id, user.id);
});

test('a number that is added is there unverified, and verified once its code came back', async () => {
  const browser = await signedUp();
  const { id } = await browser.done('POST', '/me/phone_numbers', { phone_number: testNumber() });
  assert.equal((await clerk.phoneNumbers.getPhoneNumber(id)).verification, null);
  await browser.done('POST', `/me/phone_numbers/${id}/prepare_verification`, { strategy: 'phone_code' });
  assert.equal((await clerk.phoneNumbers.getPhoneNumber(id)).verification.status, 'unverified');
  await browser.done('POST', `/me/phone_numbers/${id}/attempt_verification`, { code: TEST_CODE });
  assert.equal((await clerk.phoneNumbers.getPhoneNumber(id)).verification.status, 'verified');
  const user = await read(browser);
  assert.deepEqual([user.phoneNumbers.length, user.primaryPhoneNumberId !== id], [2, true]);
});

test('both APIs tell the same of a number', async () => {
  const browser = await signedUp();
  const { id } = await browser.addNumber();
  const shown = await browser.done('GET', `/me/phone_numbers/${id}`);
  const number = await clerk.phoneNumbers.getPhoneNumber(id);
  assert.deepEqual(
    [number.phoneNumber, number.verification.status, number.reservedForSecondFactor, number.defaultSecondFactor],
    [shown.phone_number, shown.verification.status, shown.reserved_for_second_factor, shown.default_second_factor],
  );
});

test('the primary number is moved, and falls back when it is deleted', async () => {
  const browser = await signedUp();
  const [{ id: first }] = browser.user.phone_numbers;
  const { id: second } = await browser.addNumber();
  await browser.done('PATCH', '/me', { primary_phone_number_id: second });
  assert.equal((await read(browser)).primaryPhoneNumberId, second);
  await browser.done('DELETE', `/me/phone_numbers/${second}`);
  const user = await read(browser);
  assert.deepEqual([user.primaryPhoneNumberId, user.phoneNumbers.map(number => number.id)], [first, [first]]);
  await refusedBackend(clerk.phoneNumbers.getPhoneNumber(second), 404, 'resource_not_found');
});

test('a second factor that is switched on and off sets and clears the flags', async () => {
  const browser = await signedUp();
  const { id } = await browser.addSecondFactor();
  const on = await read(browser);
  assert.deepEqual([on.twoFactorEnabled, on.backupCodeEnabled, on.totpEnabled], [true, true, false]);
  const number = on.phoneNumbers.find(one => one.id === id);
  assert.deepEqual([number.reservedForSecondFactor, number.defaultSecondFactor], [true, true]);

  await browser.stepUp();
  await browser.done('PATCH', `/me/phone_numbers/${id}`, { reserved_for_second_factor: false });
  const off = await read(browser);
  assert.deepEqual([off.twoFactorEnabled, off.backupCodeEnabled], [false, false]);
  assert.ok(!off.phoneNumbers.some(one => one.reservedForSecondFactor || one.defaultSecondFactor));
});

test('a second factor that the Backend API takes away is not asked for at the next sign-in', async () => {
  const browser = await signedUp();
  await browser.addSecondFactor();
  const { phoneNumber } = (await read(browser)).primaryPhoneNumber;
  await clerk.users.disableUserMFA(browser.user.id);
  const next = new Browser(server, keys);
  const signIn = await next.done('POST', '/client/sign_ins', { identifier: phoneNumber });
  assert.equal((await next.code(`/client/sign_ins/${signIn.id}`, signIn, 'first')).status, 'complete');
});

test('a name that the user changes is changed, and one that the Backend API changes is shown to the user', async () => {
  const browser = await signedUp();
  await browser.done('PATCH', '/me', { first_name: 'Susan' });
  const user = await read(browser);
  assert.equal(user.firstName, 'Susan');
  await clerk.users.updateUser(user.id, { lastName: 'Strowger', publicMetadata: { plan: 'gold' } });
  const shown = await browser.done('GET', '/me');
  assert.deepEqual([shown.last_name, shown.public_metadata], ['Strowger', { plan: 'gold' }]);
  assert.ok(shown.updated_at > user.updatedAt);
});

test('private metadata is never shown to the user', async () => {
  const browser = await signedUp();
  await clerk.users.updateUserMetadata(browser.user.id, { privateMetadata: { note: 'keep-this-in-the-office' } });
  for (const path of ['/me', '/client']) {
    const answer = await browser.ask('GET', path);
    assert.ok(!/private_metadata|keep-this-in-the-office/.test(JSON.stringify(answer.body)), path);
  }
});

for (const [holder, make] of [['a browser', () => new Browser(server, keys)], ['a native app', () => new NativeApp(server)]]) {
  test(`revoking a session puts ${holder} out at once`, async () => {
    const frontend = make();
    await frontend.signUp();
    assert.equal((await clerk.sessions.revokeSession(frontend.session.id)).status, 'revoked');
    await assertOut(frontend);
  });

  test(`banning a user puts ${holder} out at once`, async () => {
    const frontend = make();
    await frontend.signUp();
    assert.equal((await clerk.users.banUser(frontend.user.id)).banned, true);
    await assertOut(frontend);
  });

  test(`deleting a user puts ${holder} out at once`, async () => {
    const frontend = make();
    await frontend.signUp();
    assert.equal((await clerk.users.deleteUser(frontend.user.id)).deleted, true);
    await assertOut(frontend);
  });
}

test('revoking one session leaves the others of the user', async () => {
  const first = await signedUp();
  const second = await signedIn(first.user.phone_numbers[0].phone_number);
  await clerk.sessions.revokeSession(first.session.id);
  await assertOut(first);
  assert.equal((await second.done('GET', '/me')).id, second.user.id);
});

test('a banned user can not sign in until the ban is lifted', async () => {
  const browser = await signedUp();
  const [phoneNumber, userId] = [browser.user.phone_numbers[0].phone_number, browser.user.id];
  await clerk.users.banUser(userId);
  const next = new Browser(server, keys);
  await assert.rejects(next.signIn(phoneNumber), /user_banned/);
  assert.equal((await clerk.sessions.getSessionList({ userId, status: 'active' })).totalCount, 0);
  await clerk.users.unbanUser(userId);
  assert.equal((await signedIn(phoneNumber)).user.id, userId);
});

test('a locked user stays signed in, and can sign in nowhere else until it is unlocked', async () => {
  const browser = await signedUp();
  const phoneNumber = browser.user.phone_numbers[0].phone_number;
  const next = new Browser(server, keys);
  const signIn = await next.done('POST', '/client/sign_ins', { identifier: phoneNumber });
  const { phone_number_id } = signIn.supported_first_factors.find(factor => factor.strategy === 'phone_code');
  await next.done('POST', `/client/sign_ins/${signIn.id}/prepare_first_factor`, { strategy: 'phone_code', phone_number_id });
  await clerk.users.lockUser(browser.user.id);
  assert.equal((await browser.done('GET', '/me')).id, browser.user.id);
  const attempt = { strategy: 'phone_code', code: TEST_CODE };
  refused(await next.ask('POST', `/client/sign_ins/${signIn.id}/attempt_first_factor`, attempt), 403, 'user_locked');
  await clerk.users.unlockUser(browser.user.id);
  assert.equal((await signedIn(phoneNumber)).user.id, browser.user.id);
});

test('a user that deletes itself is gone, and its number free for the next sign-up', async () => {
  const browser = await signedUp();
  const { id, phone_numbers: [{ phone_number: phoneNumber }] } = browser.user;
  await browser.done('DELETE', '/me');
  await refusedBackend(clerk.users.getUser(id), 404, 'resource_not_found');
  const next = await signedUp({ phone_number: phoneNumber });
  assert.notEqual(next.user.id, id);
});

test('a number that signed up is taken for the Backend API too', async () => {
  const browser = await signedUp();
  const phoneNumber = [browser.user.phone_numbers[0].phone_number];
  await refusedBackend(clerk.users.createUser({ phoneNumber }), 422, 'form_identifier_exists', 'phone_number');
});

test('a sign-in token signs in who has no number at all', async () => {
  const user = await clerk.users.createUser({ username: name() });
  const { token } = await clerk.signInTokens.createSignInToken({ userId: user.id, expiresInSeconds: 600 });
  const browser = new Browser(server, keys);
  await browser.signInByTicket(token);
  assert.equal(browser.user.id, user.id);
  const { data } = await clerk.sessions.getSessionList({ userId: user.id, status: 'active' });
  assert.deepEqual(data.map(session => session.id), [browser.session.id]);
  assert.ok((await clerk.users.getUser(user.id)).lastSignInAt >= user.createdAt);
});

test('a sign-in token completes a sign-in alone where a second factor is on', async () => {
  const first = await signedUp();
  await first.addSecondFactor();
  const { token } = await clerk.signInTokens.createSignInToken({ userId: first.user.id });
  const app = new NativeApp(server);
  await app.signInByTicket(token);
  assert.equal(app.user.id, first.user.id);
});

test('a sign-in token works once, and never again', async () => {
  const user = await clerk.users.createUser({ username: name() });
  const { id, token } = await clerk.signInTokens.createSignInToken({ userId: user.id });
  await new Browser(server, keys).signInByTicket(token);
  const again = await new Browser(server, keys).ask('POST', '/client/sign_ins', { strategy: 'ticket', ticket: token });
  refused(again, 400, 'sign_in_token_already_used_code');
  await refusedBackend(clerk.signInTokens.revokeSignInToken(id), 400, 'sign_in_token_cannot_be_revoked_code');
});

test('a sign-in token that was revoked signs nobody in', async () => {
  const user = await clerk.users.createUser({ username: name() });
  const { id, token } = await clerk.signInTokens.createSignInToken({ userId: user.id });
  await clerk.signInTokens.revokeSignInToken(id);
  const attempt = await new Browser(server, keys).ask('POST', '/client/sign_ins', { strategy: 'ticket', ticket: token });
  refused(attempt, 400, 'sign_in_token_revoked_code');
});

test('a sign-in token of a banned user signs nobody in', async () => {
  const user = await clerk.users.createUser({ username: name() });
  const { token } = await clerk.signInTokens.createSignInToken({ userId: user.id });
  await clerk.users.banUser(user.id);
  await assert.rejects(new Browser(server, keys).signInByTicket(token), /user_banned/);
  assert.equal((await clerk.sessions.getSessionList({ userId: user.id, status: 'active' })).totalCount, 0);
});
