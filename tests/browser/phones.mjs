// Where texts arrive. In production the server hands them to the operator's endpoint, in development it keeps them in its inbox.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

import { until } from '../js/server.mjs';

const TEXT_MS = 30_000;

/** The operator's endpoint. That its events are signed is the story of other tests. */
export class Endpoint {
  #texts = new Map();
  #notices = new Map();
  #read = new Map();
  #secret = `whsec_${randomBytes(32).toString('base64')}`;

  static async open() {
    const endpoint = new Endpoint();
    endpoint.http = createServer(async (incoming, answer) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      endpoint.#take(JSON.parse(Buffer.concat(chunks)));
      answer.writeHead(204).end();
    });
    await new Promise(listening => endpoint.http.listen(0, '127.0.0.1', listening));
    endpoint.http.unref();
    return endpoint;
  }

  get settings() {
    return {
      STROWGER_SMS_WEBHOOK_URL: `http://127.0.0.1:${this.http.address().port}/texts`,
      STROWGER_SMS_WEBHOOK_SECRET: this.#secret,
    };
  }

  /** The code of the next text to this number that was not read yet. */
  async code(number) {
    const place = this.#read.get(number) ?? 0;
    this.#read.set(number, place + 1);
    await until(() => this.#texts.get(number)?.length > place, TEXT_MS, () => `text ${place + 1} to ${number}`);
    return this.#texts.get(number)[place];
  }

  /** How many texts this number got. */
  count(number) {
    return this.#texts.get(number)?.length ?? 0;
  }

  /** The first text to this number without a code. */
  async notice(number) {
    await until(() => this.#notices.has(number), TEXT_MS, () => `a notice to ${number}`);
    return this.#notices.get(number);
  }

  close() {
    this.http.close();
  }

  #take({ type, data }) {
    assert.equal(type, 'sms.created');
    if (!data.data?.otp_code) return this.#notices.set(data.to_phone_number, data.message);
    const texts = this.#texts.get(data.to_phone_number) ?? [];
    this.#texts.set(data.to_phone_number, [...texts, data.data.otp_code]);
  }
}

/** The inbox of a server in development. */
export class Inbox {
  #read = new Map();

  constructor(server) {
    this.server = server;
  }

  async code(number) {
    const query = new URLSearchParams({ phone_number: number, wait_ms: TEXT_MS, limit: 1 });
    if (this.#read.has(number)) query.set('after', this.#read.get(number));
    const { body } = await this.server.call('GET', `/strowger/v1/inbox?${query}`);
    assert.equal(body.data.length, 1, `a text to ${number}: ${JSON.stringify(body)}`);
    this.#read.set(number, body.data[0].id);
    return body.data[0].otp_code;
  }

  close() {}
}
