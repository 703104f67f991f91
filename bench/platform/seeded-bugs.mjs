// R11: bugs are put into the platform of generated services one at a time; the test that is there for each has to fail.
//   node bench/platform/seeded-bugs.mjs                      all of them, each with the whole file of its test
//   node bench/platform/seeded-bugs.mjs --short              six that the seed picks, each with its test alone
//   node bench/platform/seeded-bugs.mjs [--short] WORDS …    those whose names have one of these words; "all" for all
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { calls } from './bugs/calls.mjs';
import { events } from './bugs/events.mjs';
import { sagas } from './bugs/sagas.mjs';
import { service } from './bugs/service.mjs';
import { answers, finish, isShort, randomOf, seed } from './support/part.mjs';
import { repository, runAnyway } from './support/system.mjs';

/** So many copies are tested by one start of the test runner. */
const TOGETHER = 8;

const all = [...calls, ...events, ...sagas, ...service];
const platform = path.join(repository, 'templates/platform');
const sources = new Map(
  [...new Set(all.map(({ file }) => file))].map((file) => [
    file,
    readFileSync(path.join(platform, 'src', file), 'utf8'),
  ]),
);
// Every one is checked against the sources, also where only some are run.
const stale = all.filter(({ file, from }) => sources.get(file).split(from).length !== 2);
for (const { name, file } of stale) console.log(`"${name}": its text is not (or not once) in ${file}`);

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const chosen = (await runnable(all)).filter(
  (bug) =>
    !stale.includes(bug) &&
    (wanted.length === 0 || wanted.includes('all') || wanted.some((word) => bug.name.includes(word))),
);
const bugs =
  isShort && wanted.length === 0
    ? pick(
        chosen.filter(({ test }) => !test.includes('.service.')),
        6,
      )
    : chosen;
const folder = mkdtempSync(path.join(tmpdir(), 'proof-bugs-'));
try {
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  const verdicts = [];
  const tests = [...new Set(bugs.map(({ test }) => test))];
  copyPlatform('clean', {});
  const namesOf = (test) => bugs.filter((bug) => bug.test === test).flatMap(({ fails }) => fails);
  const alarms = await runTests(tests.map((test) => ({ copy: 'clean', test, names: namesOf(test) })));
  const falseAlarms = tests.filter((_, index) => alarms[index].length > 0);
  for (const test of falseAlarms) console.log(`without a bug ${test} fails: ${alarms[tests.indexOf(test)].join(', ')}`);
  for (let from = 0; from < bugs.length; from += TOGETHER) {
    const some = bugs.slice(from, from + TOGETHER);
    const runs = some.map((bug, index) => ({
      copy: copyPlatform(String(from + index), bug),
      test: bug.test,
      names: bug.fails,
    }));
    const failures = await runTests(runs);
    for (const [index, bug] of some.entries()) {
      verdicts.push(verdict(bug, failures[index]));
      console.log(`${verdicts.length} of ${bugs.length}: ${bug.name}: ${verdicts.at(-1)}`);
    }
  }
  const number = (text) => verdicts.filter((each) => each === text).length;
  finish(
    'R11',
    { catalogue: all.length, run: bugs.length, caught: number('caught'), survived: number('survived') },
    number('caught') === bugs.length && stale.length === 0 && falseAlarms.length === 0,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Without those whose tests need a server that is not here. */
async function runnable(some) {
  const servers = { postgres: await answers(5432), nats: await answers(4222), rabbitmq: await answers(5672) };
  const lacks = ({ test }) => Object.keys(servers).find((name) => test.includes(`${name}.service`) && !servers[name]);
  const absent = new Set(some.map(lacks).filter(Boolean));
  if (absent.size > 0) console.log(`no ${[...absent].join(', no ')} here: the bugs whose tests need it are left out`);
  return some.filter((bug) => lacks(bug) === undefined);
}

function pick(some, count) {
  const random = randomOf(seed);
  const rest = [...some];
  return Array.from(
    { length: Math.min(count, rest.length) },
    () => rest.splice(Math.floor(random() * rest.length), 1)[0],
  );
}

/** A copy of the platform, with a bug if one is given; the packages are found from it as they are here. Gives its name. */
function copyPlatform(name, { file, from, to }) {
  const copy = path.join(folder, name, 'templates/platform');
  mkdirSync(copy, { recursive: true });
  for (const part of ['src', 'test', 'versions.json'])
    cpSync(path.join(platform, part), path.join(copy, part), { recursive: true });
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, name, 'node_modules'));
  if (file !== undefined)
    writeFileSync(
      path.join(copy, 'src', file),
      sources.get(file).replace(from, () => to),
    );
  return name;
}

/** Runs a test file of each of these copies. Gives for each the names of the tests that failed. */
async function runTests(runs) {
  const report = path.join(folder, 'report.json');
  rmSync(report, { force: true });
  const include = runs.map(({ copy, test }) => `${copy}/templates/platform/test/${test}`);
  const limits = { testTimeout: 60_000, hookTimeout: 240_000, teardownTimeout: 5_000, maxWorkers: 2 };
  const config = path.join(folder, 'vitest.config.mjs');
  writeFileSync(config, `export default ${JSON.stringify({ root: folder, test: { include, ...limits } })};\n`);
  const vitest = path.join(repository, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--config', config, '--reporter=json', `--outputFile.json=${report}`];
  const escape = (text) => text.replace(/[^\w ]/g, '.');
  if (isShort) args.push('-t', [...new Set(runs.flatMap(({ names }) => names))].map(escape).join('|'));
  const output = await runAnyway(folder, process.execPath, args, { ARCHWRIGHT_REQUIRE_SERVICES: '1' });
  if (!existsSync(report)) throw new Error(`the tests left no report:\n${output.slice(-3_000)}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return include.map((file) => {
    const found = testResults.find(({ name }) => name.endsWith(`/${file}`));
    if (found === undefined) return ['the file was not run'];
    const failed = found.assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title);
    return failed.length === 0 && found.status === 'failed' ? [`the file: ${found.message}`] : failed;
  });
}

function verdict({ fails }, failed) {
  const missing = fails.filter((title) => !failed.some((name) => name.startsWith(title)));
  if (missing.length === 0) return 'caught';
  if (failed.length === 0) return 'survived';
  return `not by ${missing.map((title) => `"${title}"`).join(', ')}, but by ${failed.join(', ')}`;
}
