// The proxies of docs/behind-a-proxy.md, run as the document has them, but for ports and certificates.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort, until } from '../js/server.mjs';

const DOCUMENT = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../docs/behind-a-proxy.md'), 'utf8');
const START_MS = 20_000;

/** The settings and the proxies' configurations below a heading of the document. */
export function arrangement(heading) {
  const section = DOCUMENT.split(/^## /m).find(each => each.startsWith(`${heading}\n`));
  const block = language => {
    const found = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
    assert.equal(found.length, 1, `"${heading}" has one block of ${language}`);
    return found[0][2];
  };
  const settings = block('sh').trim().split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return { settings: Object.fromEntries(settings), nginx: block('nginx'), caddy: block('caddy') };
}

/** Replaces every occurrence of `old`, of which there has to be one at least. */
function exchange(text, old, replacement) {
  assert.ok(text.includes(old), `the document has ${old}`);
  return text.replaceAll(old, replacement);
}

const NGINX = {
  /** `app`: whether the app needs a place of its own, because the document's block is about the server alone. */
  configuration({ block, port, certificate, server, app, needsApp, folder }) {
    const own = exchange(exchange(block, 'listen 443 ssl', `listen 127.0.0.1:${port} ssl`), '127.0.0.1:4000', `127.0.0.1:${server}`)
      .replaceAll('127.0.0.1:3000', `127.0.0.1:${app}`)
      .replace(/ssl_certificate .*;/, `ssl_certificate ${certificate}.pem;`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${certificate}.key;`);
    const apps = `server {
      listen 127.0.0.1:${port} ssl;
      server_name app.example.com;
      ssl_certificate ${certificate}.pem;
      ssl_certificate_key ${certificate}.key;
      location / { proxy_pass http://127.0.0.1:${app}; }
    }`;
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    return `daemon off;
      ${process.getuid() === 0 ? 'user root;' : ''}
      worker_processes 1;
      pid ${folder}/nginx.pid;
      error_log stderr warn;
      events {}
      http {
        access_log off;
        ${kinds.map(kind => `${kind}_temp_path ${folder}/${kind};`).join('\n')}
        ${own}
        ${needsApp ? apps : ''}
      }`;
  },
  command: file => ['nginx', '-c', file, '-e', 'stderr'],
};

const CADDY = {
  configuration({ block, port, certificate, server, app, needsApp }) {
    const opening = host => `https://${host}:${port} {\n\tbind 127.0.0.1\n\ttls ${certificate}.pem ${certificate}.key`;
    const own = exchange(block, '127.0.0.1:4000', `127.0.0.1:${server}`)
      .replaceAll('127.0.0.1:3000', `127.0.0.1:${app}`)
      .replace(/^([a-z.]+) \{$/m, (_, host) => opening(host));
    const apps = `${opening('app.example.com')}\n\treverse_proxy 127.0.0.1:${app}\n}`;
    return `{\n\tadmin off\n\tauto_https off\n\tservers {\n\t\tprotocols h1 h2\n\t}\n}\n${own}\n${needsApp ? apps : ''}\n`;
  },
  command: file => ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
};

export const PROXIES = { nginx: NGINX, caddy: CADDY };

/** A proxy in front of a server and an app. */
export class Proxy {
  #log = '';

  static async start(kind, place) {
    const proxy = new Proxy();
    const folder = (proxy.folder = mkdtempSync(join(tmpdir(), 'strowger-proxy-')));
    proxy.port = await freePort();
    const certificate = join(folder, 'certificate');
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=example.com',
      '-addext', 'subjectAltName=DNS:auth.example.com,DNS:app.example.com',
      '-keyout', `${certificate}.key`, '-out', `${certificate}.pem`,
    ], { stdio: 'ignore' });
    proxy.certificate = readFileSync(`${certificate}.pem`);
    const file = join(folder, 'configuration');
    writeFileSync(file, PROXIES[kind].configuration({ ...place, port: proxy.port, certificate, folder }));
    const [program, ...command] = PROXIES[kind].command(file);
    const env = { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, PATH: `${process.env.PATH}:/usr/sbin` };
    let failure = null;
    proxy.child = spawn(program, command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    proxy.child.on('error', error => (failure = error));
    proxy.ended = new Promise(end => proxy.child.once('close', end));
    for (const stream of [proxy.child.stdout, proxy.child.stderr]) stream.on('data', chunk => (proxy.#log += chunk));
    const isUp = async () => {
      if (failure) throw failure;
      assert.equal(proxy.child.exitCode, null, proxy.log());
      return proxy.ask('https://app.example.com/').then(() => true, () => false);
    };
    await until(isUp, START_MS, () => `${kind} answers; it said:\n${proxy.log()}`);
    return proxy;
  }

  /** A request to the proxy as to whoever the URL names; the path is sent as it stands. `from`: this machine's address to ask from. */
  ask(url, { method = 'GET', headers = {}, body, from } = {}) {
    const [, host, path] = /^https:\/\/([^/]+)(\/.*)$/.exec(url);
    return new Promise((answered, failed) => {
      const asking = request({
        host: '127.0.0.1', port: this.port, servername: host, ca: this.certificate, localAddress: from, agent: false,
        method, path, headers: { Host: host, ...headers },
      });
      asking.on('error', failed);
      asking.on('response', async answer => {
        const chunks = [];
        for await (const chunk of answer) chunks.push(chunk);
        answered({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
      });
      asking.end(body);
    });
  }

  log() {
    return this.#log;
  }

  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
