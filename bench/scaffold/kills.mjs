// Kills "archwright update" with SIGKILL at random moments, and looks at what the next command makes of it.
//   npm run build && node bench/scaffold/kills.mjs [kills] [seed]
// Ends in 1 when a tree is neither as before nor as after an update, or the next update does not complete it.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { snapshot } from './support/judge.mjs';
import { random } from './support/random.mjs';

const BLUEPRINT = `
system: { name: shop, shape: microservices }
services:
  orders:
    owns: [orders]
    endpoints: [POST /orders, GET /orders, "GET /orders/{id}"]
    calls: { payment: [POST /charges] }
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge]
`;

const repository = path.join(import.meta.dirname, '../..');
const [kills = '100', seed = '1'] = process.argv.slice(2);
const rng = random(Number(seed));
const scratch = mkdtempSync(path.join(tmpdir(), 'archwright-kills-'));

try {
  const program = installNewer();
  const old = path.join(scratch, 'old');
  generate(old);
  const reference = path.join(scratch, 'reference');
  cpSync(old, reference, { recursive: true });
  const began = Date.now();
  const ended = spawnSync(process.execPath, [program, 'update', reference], { encoding: 'utf8' });
  const duration = Date.now() - began;
  if (ended.status !== 1) throw new Error(`the update should leave a conflict: ${ended.stdout}${ended.stderr}`);
  const [before, after] = [snapshot(old), snapshot(reference)];
  const sums = { before: 0, after: 0, neither: 0, inTheMiddle: 0, notCompleted: 0 };
  for (let kill = 0; kill < Number(kills); kill++) {
    const root = path.join(scratch, `kill-${kill}`);
    cpSync(old, root, { recursive: true });
    // Every other kill waits for the writing to begin, which is a small part of the whole.
    await killed(program, root, kill % 2 === 0 ? rng.next() * duration : undefined);
    const state = path.join(root, '.archwright');
    if (readdirSync(state).some((name) => name.startsWith('stage-'))) sums.inTheMiddle++;
    const status = spawnSync(process.execPath, [program, 'status', root], { encoding: 'utf8' });
    const found = snapshot(root);
    const is =
      status.status !== 0 ? 'neither' : same(found, before) ? 'before' : same(found, after) ? 'after' : 'neither';
    sums[is]++;
    if (is === 'neither') console.log(`kill ${kill}: ${status.stderr} ${different(found, before).join(' ')}`);
    if (is === 'before') {
      spawnSync(process.execPath, [program, 'update', root]);
      if (!same(snapshot(root), after)) sums.notCompleted++;
    }
    rmSync(root, { recursive: true, force: true });
  }
  console.log(
    `${kills} kills: ${sums.inTheMiddle} in the middle of writing; afterwards as before ${sums.before}, as after ${sums.after}, neither ${sums.neither}; next update incomplete ${sums.notCompleted}`,
  );
  process.exitCode = sums.neither + sums.notCompleted > 0 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** This program with other templates: each generated source file of a service gets a line more. */
function installNewer() {
  const folder = path.join(scratch, 'archwright');
  for (const part of ['bin', 'dist', 'lib', 'templates', 'package.json'])
    cpSync(path.join(repository, part), path.join(folder, part), { recursive: true });
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  const templates = path.join(folder, 'templates');
  for (const name of readdirSync(templates, { recursive: true }))
    if (/\.ts(\.hbs)?$/.test(name)) {
      const file = path.join(templates, name);
      writeFileSync(file, `// A newer template.\n${readFileSync(file, 'utf8')}`);
    }
  return path.join(folder, 'bin/archwright.js');
}

function generate(root) {
  mkdirSync(root);
  writeFileSync(path.join(root, 'archwright.yaml'), BLUEPRINT);
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(repository, 'bin/archwright.js'), 'generate', root],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  const main = path.join(root, 'services/orders/src/main.ts');
  writeFileSync(main, `// Mine.\n${readFileSync(main, 'utf8')}`);
  const config = path.join(root, 'services/orders/src/config.ts');
  writeFileSync(config, `${readFileSync(config, 'utf8')}// Mine.\n`);
}

function killed(program, root, afterMs) {
  const child = spawn(process.execPath, [program, 'update', root], { stdio: 'ignore' });
  const state = path.join(root, '.archwright');
  return new Promise((resolve) => {
    child.on('exit', resolve);
    if (afterMs !== undefined) return void setTimeout(() => child.kill('SIGKILL'), afterMs);
    const until = rng.next() * 60;
    const watch = () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (readdirSync(state).some((name) => name.startsWith('stage-'))) setTimeout(() => child.kill('SIGKILL'), until);
      else setTimeout(watch, 1);
    };
    watch();
  });
}

function same(a, b) {
  return different(a, b).length === 0;
}

function different(a, b) {
  return [...new Set([...a.keys(), ...b.keys()])].filter((file) => a.get(file) !== b.get(file));
}
