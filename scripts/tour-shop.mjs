import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';

const PATIENCE_MS = 60_000;

class ShopError extends Error {
  name = 'ShopError';
}

/** A generated system, run with `npm run dev` in a process group of its own, on ports that were free. */
export class Shop {
  #dir;
  #child;
  #log = '';
  #gateway;

  constructor(dir) {
    this.#dir = dir;
  }

  /** Starts it, waits until its gateway is ready, and gives what it has printed. */
  async start() {
    const { services } = parse(readFileSync(path.join(this.#dir, 'archwright.yaml'), 'utf8'));
    const names = Object.keys(services);
    const gateway = names.find((name) => services[name].kind === 'gateway');
    const ports = await freePorts(names.length);
    const env = { ...process.env };
    names.forEach((name, index) => (env[`${name.toUpperCase().replaceAll('-', '_')}_PORT`] = String(ports[index])));
    this.#gateway = `http://127.0.0.1:${ports[names.indexOf(gateway)]}`;
    this.#child = spawn('npm', ['run', 'dev'], {
      cwd: this.#dir,
      env,
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on('data', (chunk) => (this.#log += chunk));
    await this.#until(async () => (await fetch(`${this.#gateway}/health/ready`)).ok, `${gateway} to be ready`);
    return this.#log;
  }

  /** Calls the gateway, and prints the call as a curl command with its answer. */
  async call(method, url, body) {
    const data = body === undefined ? '' : ` -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
    console.log(`\n$ curl ${method === 'GET' ? '' : `-X ${method} `}${this.#gateway}${url}${data}`);
    const answer = await this.#fetch(method, url, body);
    console.log(`  ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }

  /** Calls until `done` holds for the body; prints the last call alone. */
  async callUntil(method, url, done) {
    await this.#until(async () => done((await this.#fetch(method, url)).body), `${method} ${url} to settle`);
    return this.call(method, url);
  }

  /** Waits for lines of the log that match every pattern, and gives them. */
  async logged(...patterns) {
    const matching = () => this.#log.split('\n').filter((line) => patterns.every((pattern) => pattern.test(line)));
    await this.#until(() => matching().length > 0, `a line of the log that matches ${patterns.join(' and ')}`);
    return matching().join('\n');
  }

  /** Ends it as Ctrl-C does, and waits until it is gone; by force when it does not go. */
  async stop() {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // npm hands it on; the group gets one only when that was not enough, since a second means "at once".
    this.#signal(child.pid, 'SIGINT');
    const force = setTimeout(() => this.#signal(-child.pid, 'SIGKILL'), 20_000);
    await gone;
    clearTimeout(force);
  }

  #signal(target, signal) {
    try {
      if (process.platform === 'win32') spawn('taskkill', ['/pid', String(this.#child.pid), '/t', '/f']);
      else process.kill(target, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  async #fetch(method, url, body) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'tour-1' };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(this.#gateway + url, { ...init, signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    return { status: response.status, body: parseJson(text) };
  }

  async #until(condition, what) {
    const start = Date.now();
    for (let cause = ''; ; await sleep(200)) {
      if (this.#child.exitCode !== null) throw this.#error(`it ended with status ${this.#child.exitCode}`);
      try {
        if (await condition()) return;
      } catch (error) {
        cause = ` (${error.cause?.message ?? error.message})`;
      }
      if (Date.now() - start > PATIENCE_MS) throw this.#error(`waited ${PATIENCE_MS / 1000} s for ${what}${cause}`);
    }
  }

  #error(what) {
    const tail = this.#log.trimEnd().split('\n').slice(-30).join('\n');
    return new ShopError(`the shop did not run: ${what}\n${tail}`);
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Ports on which nothing listens; all are held until the last was found, so that they differ. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
