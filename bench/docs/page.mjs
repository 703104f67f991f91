// How long `archwright docs --html` takes for a system of many services, cold and with a cache, and how large the page is.
// Goals: 60 services in less than 10 s, at most 2 MB; the status is 1 when one is missed. The last line is JSON.
//   node bench/docs/page.mjs [SERVICES]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeSystem } from './make-system.mjs';

const GOALS = { seconds: 10, bytes: 2 * 1024 * 1024 };
const program = path.resolve(import.meta.dirname, '../../bin/archwright.js');
const services = Number(process.argv[2] ?? 60);
const root = mkdtempSync(path.join(tmpdir(), 'archwright-page-'));

/** Seconds of one run, which has to succeed. */
function build() {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [program, 'docs', root, '--html'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

try {
  makeSystem(root, services);
  const [cold, warm] = [build(), build()];
  const file = path.join(root, 'docs/architecture/index.html');
  const boxes = new Set(readFileSync(file, 'utf8').match(/data-node="[^"]*"/g)).size;
  const bytes = statSync(file).size;
  const met = cold < GOALS.seconds && bytes <= GOALS.bytes;
  console.log(
    `${services} services: ${cold.toFixed(1)} s, with a cache ${warm.toFixed(1)} s; ${Math.ceil(bytes / 1024)} kB, ${boxes} boxes`,
  );
  console.log(JSON.stringify({ services, cold, warm, bytes, boxes, goals: GOALS, met }));
  process.exitCode = met ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
