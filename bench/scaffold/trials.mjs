// Lives of generated systems: seeded edits by people, then jumps to later versions of the templates.
//   npm run build && node bench/scaffold/trials.mjs [trials] [seed] [--verbose] [--control]
// --control overwrites instead of merging, to show that the judge sees lost lines.
// Ends in 1 when a line was lost, an update is not repeatable, or an abort does not restore every byte.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judgeUpdate, snapshot } from './support/judge.mjs';
import { editSomething } from './support/edits.mjs';
import { random } from './support/random.mjs';
import { nextVersion } from './support/template-versions.mjs';

const repository = path.join(import.meta.dirname, '../..');
const load = (file) => import(path.join(repository, 'dist', file));
const { parseBlueprint } = await load('blueprint/read-blueprint.js');
const { renderSystem } = await load('scaffold/render-system.js');
const { readTemplates } = await load('scaffold/read-templates.js');
const { readExisting, readPending } = await load('scaffold/existing.js');
const { planFiles } = await load('scaffold/plan.js');
const { applyPlan } = await load('scaffold/generate.js');
const { abortUpdate, continueUpdate } = await load('scaffold/settle-update.js');

const BLUEPRINT = `
system: { name: shop, shape: microservices }
defaults: { bus: nats }
services:
  orders:
    owns: [orders]
    endpoints: [POST /orders: { publishes: [order.created], calls: [payment.charge] }, GET /orders, "GET /orders/{id}"]
    calls: { payment: [POST /charges] }
    publishes: [order.created]
  payment:
    owns: [charges]
    endpoints: [POST /charges as charge]
  audit: { kind: worker, subscribes: [order.created] }
`;

const [count = '1000', firstSeed = '1'] = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const verbose = process.argv.includes('--verbose');
const control = process.argv.includes('--control');
const real = readTemplates();
const blueprint = parseBlueprint('archwright.yaml', BLUEPRINT);
const first = renderSystem(blueprint, real);
const sums = { edits: 0, lines: 0, lost: 0, contested: 0, conflicts: 0, apart: 0, apartConflicts: 0, refused: 0 };
const more = { unread: 0, templateLost: 0, returned: 0, notRepeatable: 0, aborted: 0, notRestored: 0, continued: 0 };
const failures = [];

for (let trial = 0; trial < Number(count); trial++) {
  const seed = Number(firstSeed) + trial;
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-trial-'));
  try {
    live(root, random(seed), (what) => failures.push(`seed ${seed}: ${what}`));
  } catch (error) {
    failures.push(`seed ${seed}: ${error.stack}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  if (process.stderr.isTTY && trial % 50 === 0) process.stderr.write(`${trial}\n`);
}

function live(root, rng, fail) {
  run(root, first, 1);
  let version = { templates: real, finish: (output) => output };
  let before = first;
  const jumps = 1 + rng.below(2);
  const wrote = [];
  for (let jump = 0; jump < jumps; jump++) {
    const edits = editAll(root, before, rng, jump);
    wrote.push(...edits);
    const tampered = rng.chance(0.06) ? tamper(root, rng) : undefined;
    version = nextVersion(version.templates, rng, jump + 2);
    // Now and then a version is skipped.
    if (rng.chance(0.3)) version = nextVersion(version.templates, rng, jump + 12);
    const output = version.finish(renderSystem(blueprint, version.templates));
    const old = snapshot(root);
    const result = run(root, output, jump + 2);
    if (result === undefined) {
      sums.refused++;
      if (!same(old, snapshot(root))) fail(`a refused update changed files (${tampered})`);
      return;
    }
    const judged = judgeUpdate({ root, old, output, base: before, plan: result.plan, edits: wrote, tampered });
    for (const key of ['lost', 'contested', 'conflicts', 'apart', 'apartConflicts', 'lines'])
      sums[key] += judged[key].length ?? judged[key];
    for (const key of ['unread', 'templateLost', 'returned']) more[key] += judged[key].length;
    for (const key of ['lost', 'unread', 'templateLost', 'returned', 'apartConflictsOf'])
      for (const what of judged[key]) if (key !== 'apartConflictsOf' || verbose) fail(`${key}: ${what}`);
    settle(root, old, output, result, rng, fail);
    if (tampered !== undefined) return;
    before = output;
  }
}

/** Ends what is pending, half of the time by abort, and holds that a second update does nothing. */
function settle(root, old, output, { version }, rng, fail) {
  const pending = readPending(root);
  if (pending !== undefined && rng.chance(0.5)) {
    abortUpdate(root, pending);
    more.aborted++;
    if (!same(old, snapshot(root))) {
      more.notRestored++;
      fail(`an abort left ${different(old, snapshot(root)).join(', ')}`);
    }
    run(root, output, version);
  }
  const again = readPending(root);
  if (again !== undefined) {
    const winner = rng.pick(['ours', 'theirs']);
    const open = continueUpdate(root, again, {
      ours: [],
      theirs: [],
      [winner]: again.conflicts.map((file) => file.path),
    });
    more.continued++;
    if (open.length > 0) fail(`open after --${winner}: ${JSON.stringify(open)}`);
  }
  const once = snapshot(root);
  const second = run(root, output, version);
  const changes = second?.plan.operations.filter(({ kind }) => kind !== 'unchanged' && kind !== 'skip') ?? ['refused'];
  if (changes.length > 0 || !same(once, snapshot(root))) {
    more.notRepeatable++;
    fail(
      `a second update changes ${changes.map((each) => each.path ?? each).join(', ')} ${different(once, snapshot(root)).join(', ')}`,
    );
  }
}

function run(root, output, version) {
  try {
    const plan = planFiles(output, readExisting(root, output.keys()), { template: `0.${version}.0`, node: 20 });
    if (control) plan.operations = plan.operations.map((operation) => overwriting(operation, output));
    return { plan, version, written: applyPlan(root, plan) };
  } catch (error) {
    if (error.name === 'UserError') return undefined;
    throw error;
  }
}

function overwriting(operation, output) {
  const { path: file, before, kind, merged } = operation;
  return kind === 'conflict' || merged
    ? { kind: 'update', path: file, before, text: output.get(file), merged }
    : operation;
}

function editAll(root, output, rng, jump) {
  const edits = [];
  for (let i = 0; i < 3 + rng.below(12); i++) {
    const done = editSomething(root, [...output.keys()], rng, `${jump}x${i}`);
    if (done !== undefined) edits.push(done);
  }
  sums.edits += edits.length;
  return edits;
}

function tamper(root, rng) {
  const manifest = path.join(root, '.archwright/manifest.json');
  const base = path.join(root, '.archwright/base.json');
  const how = rng.pick([
    'manifest missing',
    'both missing',
    'base missing',
    'base cut',
    'hash changed',
    'base changed',
  ]);
  const change = (file, from, to) => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  if (how === 'manifest missing' || how === 'both missing') rmSync(manifest);
  if (how === 'base missing' || how === 'both missing') rmSync(base);
  if (how === 'base cut') writeFileSync(base, readFileSync(base, 'utf8').slice(0, -500));
  if (how === 'hash changed') change(manifest, /"sha256":"./, '"sha256":"x');
  if (how === 'base changed') change(base, /": "../, '": "xx');
  return how;
}

function same(a, b) {
  return different(a, b).length === 0;
}

function different(a, b) {
  return [...new Set([...a.keys(), ...b.keys()])].filter((file) => a.get(file) !== b.get(file));
}

const share = sums.apart === 0 ? 0 : (100 * sums.apartConflicts) / sums.apart;
console.log(
  `${count} trials from seed ${firstSeed}: ${sums.edits} edits, ${sums.lines} lines and values written by people`,
);
console.log(
  `lost lines ${sums.lost}, deleted lines that came back ${more.returned}, lines of the template lost without a conflict ${more.templateLost}`,
);
console.log(
  `files that both sides changed ${sums.contested}, in conflict ${sums.conflicts}; changed in other lines ${sums.apart}, in conflict ${sums.apartConflicts} (${share.toFixed(1)} %)`,
);
console.log(
  `JSON or YAML that cannot be read ${more.unread}; refused for a damaged record ${sums.refused}; not repeatable ${more.notRepeatable}`,
);
console.log(`aborted ${more.aborted}, not restored ${more.notRestored}; continued ${more.continued}`);
for (const line of failures.slice(0, verbose ? 400 : 20)) console.log(line);
if (failures.length > (verbose ? 400 : 20)) console.log(`and ${failures.length - 20} more`);
process.exitCode = failures.length > 0 || share > 5 ? 1 : 0;
