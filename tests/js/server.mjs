// A server of the built binary, started and stopped by a test file.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { createClerkClient } from '@clerk/backend';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const BINARY = resolve(ROOT, process.env.STROWGER_BIN ?? 'target/release/strowger');
const START_MS = 20_000;

process.env.CLERK_TELEMETRY_DISABLED = '1';

/** The first true value of `condition()`, asked again and again; fails when `ms` pass without one. */
export async function until(condition, ms, what) {
  for (const deadline = Date.now() + ms; ; ) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what()}`);
    await new Promise(turn => setTimeout(turn, 10));
  }
}

export function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

function environment(settings) {
  const outside = Object.entries(process.env).filter(([name]) => !name.startsWith('STROWGER_'));
  return { ...Object.fromEntries(outside), ...settings };
}

/** Starts a server with a database of its own. */
export async function startServer(settings = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'strowger-js-'));
  const database = join(directory, 'strowger.db');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const secretKey = settings.STROWGER_SECRET_KEY ?? `sk_test_${randomBytes(20).toString('hex')}`;
  const env = environment({ ...settings, STROWGER_SECRET_KEY: secretKey });
  let log = '';
  let child, ended;

  async function begin() {
    let failure = null;
    child = spawn(BINARY, ['serve', '--listen', `127.0.0.1:${port}`, '--database', database], {
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.on('error', error => (failure = error));
    child.stdout.on('data', chunk => (log += chunk));
    child.stderr.on('data', chunk => (log += chunk));
    ended = new Promise(end => child.once('close', end));
    await until(
      async () => {
        if (failure) throw failure;
        if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log}`);
        return (await fetch(`${url}/v1/health`).catch(() => null))?.status === 200;
      },
      START_MS,
      () => `the server is healthy; it said:\n${log}`,
    );
  }

  function end() {
    child.kill('SIGTERM');
    return ended;
  }

  await begin();
  return {
    url,
    port,
    database,
    secretKey,
    clerk: createClerkClient({ secretKey, apiUrl: url, telemetry: { disabled: true } }),
    /** Runs the program beside the server, on the same database and at the same address, and gives what it prints. */
    async run(...command) {
      const place = ['--listen', `127.0.0.1:${port}`, '--database', database];
      return (await promisify(execFile)(BINARY, [...command, ...place], { cwd: directory, env })).stdout;
    },
    /** What `strowger keys --json` shows. */
    async keys() {
      return JSON.parse(await this.run('keys', '--json'));
    },
    /** A request without the SDK, for operations that it has no method for. */
    async call(method, path, body) {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: { Authorization: `Bearer ${secretKey}`, 'Content-Type': 'application/json' },
        body: body && JSON.stringify(body),
      });
      return { status: answer.status, headers: answer.headers, body: await answer.json() };
    },
    log: () => log,
    /** Ends the program, until `begin` starts it again on the same database and at the same address. */
    end,
    begin,
    async stop() {
      const code = await end();
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}

