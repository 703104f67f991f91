import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// Servers of a bench's own, on loopback and on free ports, because it kills them: the machine's others are left alone.

/**
 * A server: `{ name, url, port, start(), kill(), stop() }`. `start` resolves when its port listens, `kill` is SIGKILL to it
 * and what it has started, `stop` the same at the end.
 */
function server({ name, url, port, command, args, env = {}, user, cwd }) {
  let child;
  const ids = user === undefined ? {} : userIds(user);
  const kill = async () => {
    if (!child) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    process.kill(-child.pid, 'SIGKILL');
    await ended;
    child = undefined;
  };
  return {
    name,
    url,
    port,
    async start(timeoutMs = 90_000) {
      child = spawn(command, args, { detached: true, stdio: 'ignore', cwd, env: { ...process.env, ...env }, ...ids });
      await listening(port, timeoutMs, name);
    },
    kill,
    stop: kill,
  };
}

export async function redisServer(folder) {
  const port = await freePort();
  const dir = fresh(folder, 'redis');
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, ...durable];
  return server({ name: 'redis', url: `redis://127.0.0.1:${port}`, port, command: 'redis-server', args });
}

export async function natsServer(folder) {
  const port = await freePort();
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', fresh(folder, 'nats')];
  return server({ name: 'nats', url: `nats://127.0.0.1:${port}`, port, command: 'nats-server', args });
}

export async function rabbitServer(folder) {
  const [port, distPort] = [await freePort(), await freePort()];
  const dir = fresh(folder, 'rabbitmq', 'rabbitmq');
  const config = join(dir, 'rabbitmq.conf');
  writeFileSync(config, `listeners.tcp.1 = 127.0.0.1:${port}\n`);
  writeFileSync(join(dir, 'enabled_plugins'), '[].\n');
  const env = {
    HOME: dir,
    RABBITMQ_NODENAME: `bench${port}@localhost`,
    RABBITMQ_MNESIA_BASE: dir,
    RABBITMQ_LOG_BASE: dir,
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
    RABBITMQ_DIST_PORT: String(distPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
  const command = firstOf(['/usr/lib/rabbitmq/bin/rabbitmq-server'], 'rabbitmq-server');
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  return server({ name: 'rabbitmq', url, port, command, args: [], env, user: 'rabbitmq', cwd: dir });
}

export async function postgresServer(folder) {
  const port = await freePort();
  const dir = fresh(folder, 'postgres', 'postgres');
  const base = '/usr/lib/postgresql';
  const newest = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  const bin = (name) => (newest === undefined ? name : join(base, newest, 'bin', name));
  const made = spawnSync(bin('initdb'), ['-D', dir, '-A', 'trust', '-U', 'postgres'], { ...userIds('postgres') });
  if (made.status !== 0) throw new Error(`initdb failed: ${String(made.stderr)}`);
  const args = [
    '-D',
    dir,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${dir}`,
    '-c',
    'dynamic_shared_memory_type=mmap',
  ];
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return server({ name: 'postgres', url, port, command: bin('postgres'), args, user: 'postgres', cwd: dir });
}

/** Resolves with the milliseconds until something listens on `port`. */
export async function listening(port, timeoutMs, name) {
  const begun = performance.now();
  while (performance.now() - begun < timeoutMs) {
    if (await answers(port)) return performance.now() - begun;
    await sleep(2);
  }
  throw new Error(`${name} does not listen on port ${port} after ${timeoutMs} ms`);
}

async function answers(port) {
  const socket = connect({ host: '127.0.0.1', port });
  const answered = await new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return answered;
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function fresh(folder, name, user) {
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ids = user === undefined ? {} : userIds(user);
  if (ids.uid !== undefined) chownSync(dir, ids.uid, ids.gid);
  return dir;
}

/** Neither RabbitMQ nor PostgreSQL runs as root. */
function userIds(user) {
  if (process.getuid() !== 0) return {};
  const id = (flag) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** Which of these cannot be started here: the names of those functions, without "Server". */
export function absentServers(names) {
  const programs = {
    redis: () => has('redis-server'),
    nats: () => has('nats-server'),
    rabbitmq: () => existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server') || has('rabbitmq-server'),
    postgres: () => existsSync('/usr/lib/postgresql') || has('initdb'),
  };
  return names.filter((name) => !programs[name]());
}

function has(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

function firstOf(paths, otherwise) {
  return paths.find((path) => existsSync(path)) ?? otherwise;
}
