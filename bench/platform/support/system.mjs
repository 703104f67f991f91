// Generates and builds a system from a blueprint, and runs its services as processes of their own.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const repository = path.resolve(import.meta.dirname, '../../..');
const systems = path.join(repository, 'build/proof/systems');

/**
 * The folder of a system that was generated, edited and built; made once for the same templates and edits. `edits`: for a
 * file of the system, a function from its text to what its owner made of it.
 */
export async function builtSystem(blueprint, edits = {}) {
  const { readTemplates } = await import(path.join(repository, 'dist/scaffold/generate.js'));
  const { renderSystem } = await import(path.join(repository, 'dist/scaffold/render-system.js'));
  const { parseBlueprint } = await import(path.join(repository, 'dist/blueprint/read-blueprint.js'));
  const files = new Map(renderSystem(parseBlueprint('archwright.yaml', blueprint), readTemplates()));
  for (const [file, edit] of Object.entries(edits)) files.set(file, edited(file, files.get(file), edit));
  const hash = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex')
    .slice(0, 16);
  const folder = path.join(systems, hash);
  if (existsSync(folder)) return folder;
  // Built beside its place and then moved, so that a run that was stopped leaves no half of it.
  const fresh = `${folder}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(fresh, file)), { recursive: true });
    writeFileSync(path.join(fresh, file), text);
  }
  symlinkSync(path.join(repository, 'node_modules'), path.join(fresh, 'node_modules'));
  const projects = [...files.keys()].filter((file) => file.endsWith('tsconfig.build.json'));
  await run(fresh, process.execPath, [path.join(repository, 'node_modules/typescript/bin/tsc'), '-b', ...projects]);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another part was faster with the same system.
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

function edited(file, before, edit) {
  const after = before === undefined ? undefined : edit(before);
  if (after === undefined || after === before) throw new Error(`the edit of "${file}" found nothing to change`);
  return after;
}

/** Runs a program to its end, and gives what it said; rejects with that when it fails. */
export async function run(cwd, command, args, env) {
  const program = start(cwd, command, args, env);
  const code = await program.ended;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${program.output}`);
  return program.output;
}

/** The same for a program that may fail. */
export async function runAnyway(cwd, command, args, env) {
  const program = start(cwd, command, args, env);
  await program.ended;
  return program.output;
}

/** A started program: its process, what it said so far, and how it ended. */
export function start(cwd, command, args, env = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const program = { child, output: '', ended: once(child, 'close').then(([code, signal]) => code ?? signal) };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (program.output += chunk));
  running.add(child);
  void program.ended.then(() => running.delete(child));
  return program;
}

/** Starts a service of a built system on a port, and waits until it is ready. */
export async function startService(root, service, port, env = {}) {
  const program = start(path.join(root, 'services', service), process.execPath, ['dist/main.js'], {
    PORT: String(port),
    LOG_LEVEL: 'warn',
    ...env,
  });
  const ready = async () => (await statusOf(`http://127.0.0.1:${port}/health/ready`)) === 200;
  await until(ready, () => `"${service}" is ready; it said:\n${program.output}`, { stop: program });
  return program;
}

/** The status of an answer; 0 when there is none within the time. */
export async function statusOf(url, timeoutMs = 2_000) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** Waits for a condition, and gives the milliseconds that it took; throws after `timeoutMs`, or when `stop` has ended. */
export async function until(condition, what, { timeoutMs = 60_000, everyMs = 20, stop } = {}) {
  const begin = performance.now();
  while (!(await condition())) {
    if (performance.now() - begin > timeoutMs || stop?.child.exitCode != null)
      throw new Error(`it did not come true that ${typeof what === 'function' ? what() : what}`);
    await sleep(everyMs);
  }
  return performance.now() - begin;
}

/** Ports on loopback that nobody listened on a moment ago. */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  for (const server of servers) if (!server.listening) await once(server, 'listening');
  const ports = servers.map((server) => server.address().port);
  for (const server of servers) server.close();
  return ports;
}

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
