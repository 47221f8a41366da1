// Texts handed to the operator's endpoint are events that the official JavaScript SDK verifies.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { verifyWebhook } from '@clerk/backend/webhooks';

import { name } from './fresh.mjs';
import { startServer, until } from './server.mjs';

const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
const requests = [];
let endpoint, server;

before(async () => {
  endpoint = createServer(async (incoming, answer) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    requests.push(new Request(`http://operator.test${incoming.url}`, {
      method: 'POST', headers: incoming.headers, body: Buffer.concat(chunks),
    }));
    answer.writeHead(204).end();
  });
  await new Promise(listening => endpoint.listen(0, '127.0.0.1', listening));
  server = await startServer({
    STROWGER_MODE: 'production',
    STROWGER_MASTER_KEY: randomBytes(32).toString('hex'),
    STROWGER_SECRET_KEY: `sk_live_${randomBytes(20).toString('hex')}`,
    STROWGER_SMS_WEBHOOK_URL: `http://127.0.0.1:${endpoint.address().port}/texts`,
    STROWGER_SMS_WEBHOOK_SECRET: signingSecret,
    STROWGER_SMS_ALLOWED_COUNTRIES: 'US',
  });
});
after(async () => {
  await server?.stop();
  endpoint.close();
});

test('a text arrives as an event that verifyWebhook accepts, and no other secret does', async () => {
  const user = await server.clerk.users.createUser({ username: name() });
  const number = await server.clerk.phoneNumbers.createPhoneNumber({ userId: user.id, phoneNumber: '+14152000001' });
  const prepared = await server.call('POST', `/v1/phone_numbers/${number.id}/prepare_verification`);
  assert.equal(prepared.status, 200);
  await until(() => requests.length > 0, 20_000, () => 'the text arrives');

  const event = await verifyWebhook(requests[0].clone(), { signingSecret });
  assert.equal(event.type, 'sms.created');
  assert.equal(event.data.to_phone_number, '+14152000001');
  assert.equal(event.data.phone_number_id, number.id);
  const other = `whsec_${randomBytes(32).toString('base64')}`;
  await assert.rejects(verifyWebhook(requests[0].clone(), { signingSecret: other }));

  const attempted = await server.call('POST', `/v1/phone_numbers/${number.id}/attempt_verification`, {
    verification_id: prepared.body.id,
    code: event.data.data.otp_code,
  });
  assert.equal(attempted.body.status, 'verified');
});
