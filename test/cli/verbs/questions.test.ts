import { Command } from 'commander';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { define as defineAdd } from '../../../src/cli/commands/add.ts';
import { define as defineInit } from '../../../src/cli/commands/init.ts';
import { define as defineNew } from '../../../src/cli/commands/new.ts';
import { addGuides } from '../../../src/cli/questions/add-guides.ts';
import { addedThings } from '../../../src/cli/questions/add-questions.ts';
import type { Guides } from '../../../src/cli/questions/guide.ts';
import { initQuestions } from '../../../src/cli/questions/init-questions.ts';
import { newGuides } from '../../../src/cli/questions/new-guides.ts';
import { newThings } from '../../../src/cli/questions/new-questions.ts';
import { attributeOf, type Question } from '../../../src/cli/questions/question.ts';
import { readTree } from '../../../src/io/read-tree.ts';
import { runMain } from '../../support/run-main.ts';

interface Asked {
  readonly words: readonly string[];
  readonly command: Command;
  readonly questions: readonly Question[];
  readonly guides: Guides | undefined;
}

const defined = (define: (command: Command) => void): Command => {
  const command = new Command();
  define(command);
  return command;
};
const below = (command: Command, name: string): Command => {
  const found = command.commands.find((one) => one.name() === name);
  if (!found) throw new Error(`no command "${name}"`);
  return found;
};
const [adds, news] = [defined(defineAdd), defined(defineNew)];
const asked: readonly Asked[] = [
  { words: ['init'], command: defined(defineInit), questions: initQuestions, guides: undefined },
  ...Object.entries(addedThings).map(([kind, { questions }]) => ({
    words: ['add', kind],
    command: below(adds, kind),
    questions,
    guides: Object.entries(addGuides).find(([key]) => key === kind)?.[1],
  })),
  ...Object.entries(newThings).map(([kind, { questions }]) => ({
    words: ['new', kind],
    command: below(news, kind),
    questions,
    guides: Object.entries(newGuides).find(([key]) => key === kind)?.[1],
  })),
];

let root: string;
beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'questions-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe.each(asked.map((one) => [one.words.join(' '), one] as const))(
  'archwright %s',
  (_, { words, command, questions, guides }) => {
    test('has a flag or argument for each question, a place in an answers file, and --yes', () => {
      const options = command.options.map((option) => option.attributeName());
      const positional = command.registeredArguments.map((argument) => argument.name());
      for (const question of questions) {
        const attribute = attributeOf(question);
        if (attribute === undefined) expect(positional).toContain(question.flag.replace(/[[\]]/g, ''));
        else expect(options).toContain(attribute);
        expect(question.ask).not.toBe('');
      }
      expect(options).toEqual(expect.arrayContaining(['answers', 'yes', 'dryRun', 'json']));
      expect(new Set(questions.map(({ key }) => key)).size).toBe(questions.length);
    });

    test('has something to say to each question, and no guide without one', () => {
      if (guides) expect(Object.keys(guides).sort()).toEqual(questions.map(({ key }) => key).sort());
    });

    test('without a terminal never asks: what is missing is named by its flag, with status 2', async () => {
      if (words[0] !== 'add' && words[0] !== 'new') return;
      if (words[0] === 'add')
        writeFileSync(path.join(root, 'archwright.yaml'), 'services:\n  orders: { owns: [orders] }\n');
      const before = readTree(root);
      const { status, stderr } = await runMain(...words, '--dir', root);
      expect(status).toBe(2);
      const [first] = questions;
      expect(stderr).toContain('answers are missing, and there is no terminal to ask at');
      expect(stderr).toContain(first?.flag.replace(/^\[(.*)\]$/, '<$1>'));
      expect(readTree(root)).toEqual(before);
    });
  },
);

test('answers come from a file, and flags win over it', async () => {
  const answers = path.join(root, 'answers.yaml');
  writeFileSync(answers, 'name: corner-shop\nbus: redis\nservices: [orders]\nhttp: express\n');
  expect(await runMain('init', path.join(root, 'shop'), '--answers', answers, '--bus', 'rabbitmq')).toMatchObject({
    status: 0,
    stderr: '',
  });
  const text = readFileSync(path.join(root, 'shop/archwright.yaml'), 'utf8');
  expect(text).toMatch(/name: corner-shop[^]*bus: rabbitmq #[^]*http: express #[^]*owns: \[orders\]/);
});

test.each([
  ['nmae: shop\n', /answers.yaml:1:1: error: "nmae" is not a key of the answers[^]*did you mean "name"/],
  ['bus: jms\n', /answers.yaml:1:6: error: bus cannot be "jms"/],
  ['services: 3\n', /services is a list, but here is the number 3/],
  ['services: [redis]\n', /"redis" is reserved/],
])('mistakes of an answers file have their place: %j', async (text, message) => {
  const answers = path.join(root, 'answers.yaml');
  writeFileSync(answers, text);
  const { status, stderr } = await runMain('init', path.join(root, 'shop'), '--answers', answers);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
  expect([...readTree(root).keys()]).toEqual(['answers.yaml']);
});
