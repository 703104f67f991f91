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
