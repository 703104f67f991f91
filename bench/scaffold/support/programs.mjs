// Programs of generated systems, run as a user would: to their end, or until they answer.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { freePorts, start, statusOf, until } from '../../platform/support/system.mjs';

/**
 * Starts the built system in one process, waits until `service` answers `route` with 200, and stops it again. Gives the
 * milliseconds from start to answer. Rejects when it ends before, or when it does not end well on SIGTERM.
 */
export async function firstAnswer(root, service, route, env = process.env) {
  const names = serviceNames(root);
  const ports = await freePorts(names.length * 2);
  const own = {};
  for (const [index, name] of names.entries()) {
    const constant = name.toUpperCase().replaceAll('-', '_');
    own[`${constant}_PORT`] = String(ports[index]);
    own[`${constant}_GRPC_PORT`] = String(ports[names.length + index]);
  }
  const url = `http://127.0.0.1:${ports[names.indexOf(service)]}${route}`;
  const program = start(root, 'node', ['dev.mjs'], { ...env, ...own });
  const isThere = async () => (await statusOf(url)) === 200;
  const took = await until(isThere, () => `${url} answers with 200; it said:\n${program.output}`, {
    timeoutMs: 120_000,
    everyMs: 5,
    stop: program,
  });
  await end(program);
  return took;
}

async function end({ child, output }) {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const [code, signal] = await closed;
  clearTimeout(timer);
  if (code !== 0) throw new Error(`on SIGTERM it ended with ${code ?? signal}:\n${output}`);
}

function serviceNames(root) {
  const manifest = (folder) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  return manifest('').workspaces.map((folder) => manifest(folder).name.split('/')[1]);
}
