import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applySettings, type AnswerBook } from '../../src/advise/answers.ts';
import { answerText } from '../../src/advise/format-value.ts';
import { renderAdr, type AdrDetails } from '../../src/advise/render-adr.ts';
import { holdInterview, type Asker } from '../../src/advise/interview.ts';
import { Session, type Question } from '../../src/advise/session.ts';
import type { DecisionTree, Value } from '../../src/advise/tree.ts';
import { runMain } from '../support/run-main.ts';
import { answersOf, builtIn, scenarios } from './support.ts';

const details: AdrDetails = { date: '2026-11-21', status: 'proposed', deciders: [], follows: null };
const home = process.cwd();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archwright-advise-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody who knows the answers, makes one decision and remembers what was asked. */
function scripted(answers: ReadonlyMap<string, Value | null>): Asker & { readonly questions: Question[] } {
  const questions: Question[] = [];
  return {
    questions,
    answer: async (question) => {
      questions.push(question);
      await Promise.resolve();
      return { value: answers.get(question.input.id) ?? null, note: null };
    },
    proceed: async () => Promise.resolve('finish'),
    decided: () => undefined,
    moved: () => undefined,
  };
}

async function byPrompts(tree: DecisionTree, answers: ReadonlyMap<string, Value | null>): Promise<string> {
  const session = new Session(new Map([[tree.id, tree]]), tree, new Map());
  const [made] = await holdInterview(session, scripted(answers));
  if (made === undefined) throw new Error('a person was asked and no verdict came');
  return renderAdr(made.verdict, details);
}

async function recorded(...argv: readonly string[]): Promise<string> {
  const out = mkdtempSync(join(folder, 'out-'));
  const { status, stderr } = await runMain('advise', ...argv, '--date', details.date, '--out', out);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [name = ''] = readdirSync(out);
  return readFileSync(join(out, name), 'utf8');
}

const cases = ['architecture-style', 'communication'].flatMap((id) => scenarios(id));

test.each(cases)('prompts, answers file and --set give the same bytes: $name', async ({ tree: id, answers: raw }) => {
  const tree = builtIn(id);
  const answers = answersOf(tree, raw);
  const texts = [...answers].map(([key, value]) => [key, answerText(tree.inputs.get(key)!, value)] as const);
  const file = join(folder, 'answers.yaml');
  writeFileSync(file, [`${id}:`, ...texts.map(([key, text]) => `  ${key}: ${text}`)].join('\n'));
  const prompted = await byPrompts(tree, answers);
  expect(await recorded(id, '--answers', file, '--yes')).toBe(prompted);
  expect(await recorded(id, ...texts.flatMap(([key, text]) => ['--set', `${key}=${text}`]), '--yes')).toBe(prompted);
});

describe('the interview', () => {
  test('counts its questions, and never asks what was given or cannot matter', async () => {
    const tree = builtIn('architecture-style');
    const { answers: raw } = scenarios(tree.id).find(({ decided }) => decided === 'microservices-pay')!;
    const asker = scripted(answersOf(tree, raw));
    const book: AnswerBook = new Map();
    applySettings(book, ['engineers=40', 'teams=6'], new Map([[tree.id, tree]]), tree.id);
    await holdInterview(new Session(new Map([[tree.id, tree]]), tree, book), asker);
    const ids = asker.questions.map(({ input }) => input.id);
    expect(ids.slice(0, 3)).toEqual(['outcome_named', 'current', 'stage']);
    expect(ids).not.toContain('pipeline_time');
    expect(asker.questions.map(({ number }) => number)).toEqual([1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
    for (const { most } of asker.questions) expect(most).toBeGreaterThanOrEqual(17);
    expect(asker.questions.at(-1)?.most).toBeLessThanOrEqual(19);
  });
});

describe('the command line', () => {
  const shop = resolve('examples/shop/answers.yaml');
  const date = ['--date', '2026-11-21'];

  test('the answers of the shop chain both decisions into two records', async () => {
    const { status, stdout, stderr } = await runMain('advise', '--answers', shop, ...date);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Architecture style: Microservices');
    expect(stdout).toContain('Communication: Publish an event');
    expect(readdirSync('docs/decisions')).toEqual([
      '0001-architecture-style-microservices.md',
      '0002-communication-publish.md',
    ]);
    const second = readFileSync('docs/decisions/0002-communication-publish.md', 'utf8');
    expect(second).toContain('[Architecture style: Microservices](0001-architecture-style-microservices.md)');
    const again = await runMain('advise', '--answers', shop, ...date);
    expect(again.stdout).toContain('Already recorded: docs/decisions/0001-architecture-style-microservices.md');
    expect(readdirSync('docs/decisions')).toHaveLength(2);
  });

  test('the same run prints the same bytes', async () => {
    const run = () => runMain('advise', '--answers', shop, ...date, '--no-adr');
    expect(await run()).toEqual(await run());
    const json = () => runMain('advise', '--answers', shop, ...date, '--dry-run', '--json');
    expect(await json()).toEqual(await json());
  });

  test('a dry run writes nothing and says what it would write', async () => {
    const { stdout } = await runMain('advise', '--answers', shop, '--dry-run');
    expect(stdout).toContain('Would be recorded: docs/decisions/0001-architecture-style-microservices.md');
    expect(readdirSync('.')).toEqual([]);
  });

  test('without a terminal nothing is asked: what is missing is named, and the status is 2', async () => {
    const { status, stdout, stderr } = await runMain('advise', 'architecture-style', '--set', 'outcome_named=yes');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('needed next: current');
    expect(stderr).toContain('--set current=');
    expect(readdirSync('.')).toEqual([]);
  });

  test('answers missing in the second decision: nothing of the first is written', async () => {
    writeFileSync(
      'a.yaml',
      `${readFileSync(shop, 'utf8').split('communication:')[0]}\ncommunication:\n  work_time: 1s\n`,
    );
    const { status, stderr } = await runMain('advise', '--answers', 'a.yaml');
    expect(status).toBe(2);
    expect(stderr).toContain('needed next: answer_needed');
    expect(readdirSync('.')).toEqual(['a.yaml']);
  });

  test('--json gives the next question, or the whole verdict', async () => {
    const next = await runMain('advise', 'communication', '--json');
    expect(next.status).toBe(2);
    expect(JSON.parse(next.stdout)).toMatchObject({
      complete: false,
      decisions: [],
      pending: { tree: 'communication', next: { id: 'work_time', type: 'duration' }, atMost: 14 },
    });
    const done = await runMain('advise', '--answers', shop, '--json', '--dry-run', ...date);
    expect(done.status).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      complete: true,
      decisions: [
        { recommendation: { option: 'microservices' }, decided: { id: 'microservices-pay' }, adr: { written: false } },
        { recommendation: { option: 'publish' }, decided: { id: 'several-reactors' } },
      ],
    });
  });

  test('answers to a decision that nothing leads to are said to be unused', async () => {
    const { stdout } = await runMain(
      'advise',
      '--set',
      'engineers=3',
      '--set',
      'outcome_named=yes',
      '--set',
      'current=none',
      '--set',
      'reactors=3',
      '--no-adr',
    );
    expect(stdout).toContain('Architecture style: Monolith');
    expect(stdout).toContain('Not used: the answers to communication.');
  });

  test('a tree of your own works like ours', async () => {
    const { cacheTreeText } = await import('./support.ts');
    writeFileSync('cache.yaml', cacheTreeText());
    const { status, stdout } = await runMain(
      'advise',
      './cache.yaml',
      '--set',
      'reads=500',
      '--set',
      'stale=yes',
      ...date,
    );
    expect(status).toBe(0);
    expect(stdout).toContain('Cache: Cache');
    expect(readdirSync('docs/decisions')).toEqual(['0001-cache-cache.md']);
    expect((await runMain('trees', 'check', 'cache.yaml')).stdout).toContain('every option can be reached');
  });

  test.each([
    [['--status', 'done'], '--status cannot be "done"'],
    [['--date', '2026-02-30'], '--date cannot be "2026-02-30"'],
    [['--answers', 'nowhere.yaml'], 'the answers file cannot be read (it does not exist)'],
    [['--apply'], '--apply: there is no archwright.yaml here'],
  ])('%j is wrong use', async (flags, message) => {
    const { status, stderr } = await runMain('advise', 'architecture-style', '--yes', ...flags);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(readdirSync('.')).toEqual([]);
  });
});

describe('the blueprint', () => {
  const shop = resolve('examples/shop/answers.yaml');
  const blueprint = '# the shop\nsystem: { name: shop, shape: modular-monolith } # for now\ndecisions: adr\n';

  test('--apply writes what the decisions mean, keeps comments, and uses its decisions folder', async () => {
    writeFileSync('archwright.yaml', blueprint);
    const { stdout } = await runMain('advise', '--answers', shop, '--apply');
    expect(readFileSync('archwright.yaml', 'utf8')).toBe(
      '# the shop\nsystem: { name: shop, shape: microservices } # for now\ndecisions: adr\ndefaults:\n  bus: nats\n',
    );
    expect(stdout).toContain('Set in archwright.yaml: system.shape = microservices');
    expect(readdirSync('adr')).toHaveLength(2);
  });

  test('a setting that already fits stays', async () => {
    writeFileSync('archwright.yaml', `${blueprint}defaults: { bus: rabbitmq }\n`);
    const { stdout } = await runMain('advise', 'communication', '--answers', shop, '--apply');
    expect(stdout).toContain('Kept in archwright.yaml: defaults.bus = rabbitmq');
    expect(readFileSync('archwright.yaml', 'utf8')).toBe(`${blueprint}defaults: { bus: rabbitmq }\n`);
  });

  test('without --apply, or in a dry run, it is not touched; with mistakes in it nothing is written', async () => {
    writeFileSync('archwright.yaml', blueprint);
    await runMain('advise', '--answers', shop);
    const { stdout } = await runMain('advise', '--answers', shop, '--apply', '--dry-run');
    expect(stdout).toContain('Would be set in archwright.yaml: system.shape = microservices');
    expect(readFileSync('archwright.yaml', 'utf8')).toBe(blueprint);
    writeFileSync('archwright.yaml', 'system: { shap: microservices }\ndecisions: other\n');
    const { status, stderr } = await runMain('advise', '--answers', shop, '--apply');
    expect(status).toBe(2);
    expect(stderr).toContain('archwright.yaml:1:11');
    expect(readdirSync('.')).not.toContain('other');
  });
});

describe('recorded decisions', () => {
  const shop = resolve('examples/shop/answers.yaml');
  const first = '0001-architecture-style-microservices.md';
  const record = (...flags: readonly string[]) =>
    runMain('advise', '--answers', shop, '--date', '2026-11-21', '--status', 'accepted', ...flags);

  test('are replayed by number or file; an edit is found, with status 1', async () => {
    await record();
    expect(await runMain('advise', 'replay', '1')).toMatchObject({ status: 0, stderr: '' });
    const file = join('docs/decisions', first);
    writeFileSync(file, readFileSync(file, 'utf8').replace('engineers: 42', 'engineers: 43'));
    const { status, stdout } = await runMain('advise', 'replay', file);
    expect(status).toBe(1);
    expect(stdout).toContain('the record was edited by hand');
    expect(stdout).toContain('+| How many engineers build and run it, within the next year? | 43 engineers |');
    const json = await runMain('advise', 'replay', file, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, same: false, file });
    expect((await runMain('advise', 'replay', '7')).stderr).toContain('there is no record "7"');
  });

  test('are the start of what-if, which writes nothing', async () => {
    await record();
    const before = readFileSync(join('docs/decisions', first), 'utf8');
    const { status, stdout } = await runMain('advise', 'what-if', '1', '--set', 'engineers=12');
    expect(status).toBe(0);
    expect(stdout).toContain('engineers: 42 engineers → 12 engineers');
    expect(stdout).toContain('The recommendation changes: Microservices → Modular monolith');
    const { stdout: json } = await runMain('advise', 'what-if', first, '--set', 'many_engineers=50', '--json');
    expect(JSON.parse(json)).toMatchObject({
      changes: true,
      differences: ['many_engineers: 30 engineers → 50 engineers', 'Cannot matter any more: product_areas.'],
      before: { recommendation: { option: 'microservices' } },
    });
    expect(readdirSync('.')).toEqual(['docs']);
    expect(readdirSync('docs/decisions')).toHaveLength(2);
    expect(readFileSync(join('docs/decisions', first), 'utf8')).toBe(before);
  });

  test('what-if starts from a tree, too, and needs something to change', async () => {
    const tree = await runMain('advise', 'what-if', 'architecture-style', '--answers', shop, '--set', 'engineers=3');
    expect(tree.stdout).toContain('The recommendation changes: Microservices → Monolith');
    const nothing = await runMain('advise', 'what-if', '1');
    expect(nothing.status).toBe(2);
    await record();
    expect((await runMain('advise', 'what-if', '1')).stderr).toContain('what-if needs something to change');
    const foreign = await runMain('advise', 'what-if', '1', '--set', 'reactors=3');
    expect(foreign.stderr).toContain('there is no question "reactors"');
  });

  test('are held against what is decided next, and against archwright.yaml', async () => {
    await record();
    writeFileSync('archwright.yaml', 'system: { name: shop, shape: microservices }\n');
    const flags = [
      '--set',
      'outcome_named=yes',
      '--set',
      'current=none',
      '--set',
      'engineers=3',
      '--date',
      '2026-11-22',
    ];
    const { stdout } = await runMain('advise', 'architecture-style', ...flags);
    expect(stdout).toContain('It contradicts archwright.yaml, where system.shape is microservices');
    expect(stdout).toContain(`It contradicts Architecture style: Microservices\n    (${first}), which is accepted`);
    const file = join('docs/decisions', '0003-architecture-style-monolith.md');
    expect(readFileSync(file, 'utf8')).toContain(`### Contradictions\n\n* It contradicts [Architecture style: Micro`);
    expect((await runMain('advise', 'replay', '3')).status).toBe(0);
    const json = await runMain('advise', 'architecture-style', ...flags, '--json', '--dry-run');
    expect(JSON.parse(json.stdout)).toMatchObject({ decisions: [{ contradicts: [{ file: first }, { file: null }] }] });
  });
});

describe('the organization', () => {
  const answers = [
    '--set',
    'outcome_named=yes',
    '--set',
    'current=none',
    '--set',
    'engineers=7',
    '--date',
    '2026-11-21',
  ];

  test('sets thresholds and overlays in archwright.yaml, which the record names', async () => {
    writeFileSync(
      'archwright.yaml',
      'advise:\n  overlay: house.yaml\n  thresholds: { architecture-style: { small_team: 8 } }\n',
    );
    writeFileSync('house.yaml', 'architecture-style: { options: { monolith: { cons: [Our auditors ask twice.] } } }\n');
    const { status, stdout } = await runMain('advise', 'architecture-style', ...answers);
    expect(status).toBe(0);
    expect(stdout).toContain('Architecture style: Monolith');
    expect(stdout).toContain('small_team is 8 engineers (set in archwright.yaml, the tree has 5 engineers).');
    expect(stdout).toContain('− Our auditors ask twice.');
    expect((await runMain('advise', 'replay', '1')).status).toBe(0);
    writeFileSync('house.yaml', 'architecture-style: {}\n');
    const replayed = await runMain('advise', 'replay', '1');
    expect(replayed.status).toBe(1);
    expect(replayed.stdout).toContain('the record says, and it is so no more: The tree is changed by `house.yaml`');
  });

  test('learns of its mistakes where they stand', async () => {
    writeFileSync('archwright.yaml', 'advise:\n  thresholds:\n    architecture-style: { small_tea: 8 }\n');
    const { status, stderr } = await runMain('advise', 'architecture-style', ...answers);
    expect(status).toBe(2);
    expect(stderr).toContain('archwright.yaml:3:27');
    expect(stderr).toContain('did you mean "small_team"?');
    writeFileSync('archwright.yaml', 'advise: { overlay: nowhere.yaml }\n');
    const missing = await runMain('advise', 'architecture-style', ...answers);
    expect(missing.stderr).toContain('the overlay cannot be read (it does not exist)');
  });
});
