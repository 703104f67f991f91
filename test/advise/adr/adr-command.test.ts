import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { lint } from 'markdownlint/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runMain } from '../../support/run-main.ts';
import { madr, nygard } from './support.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archwright-adr-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const decisions = (): string => join(folder, 'decisions');
const adr = (...words: readonly string[]): ReturnType<typeof runMain> => runMain('adr', ...words, '--dir', decisions());
const text = (name: string): string => readFileSync(join(decisions(), name), 'utf8');
const write = (files: Readonly<Record<string, string>>): void => {
  mkdirSync(decisions(), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(decisions(), name), content);
};
const day = ['--date', '2026-11-21'];

const schema = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schema/adr.schema.json', 'utf8')) as object,
);

describe('new', () => {
  test.each(['madr', 'nygard'])('a record in the form of %s is well-formed and passes lint', async (format) => {
    const { status, stdout } = await adr(
      'new',
      'One store for each "service"?',
      '--format',
      format,
      '--by',
      'Ada',
      ...day,
    );
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `${join(decisions(), '0001-one-store-for-each-service.md')}\n`,
    });
    const written = text('0001-one-store-for-each-service.md');
    expect(written).toContain('One store for each "service"?\n');
    expect(written).toContain('2026-11-21');
    expect(written).toContain('Ada');
    expect(lint({ strings: { adr: written }, config: { default: true, MD013: false } })['adr']).toEqual([]);
    const linted = await adr('lint');
    expect(linted.status).toBe(0);
    expect(linted.stdout).toContain('the text of the template is still there');
    await adr('accept', '1');
    expect((await adr('lint')).status).toBe(1);
  });

  test('numbers go on from the largest, in the form and the format of the folder', async () => {
    write({ 'adr-007-cache.md': nygard(), 'adr-003-bus.md': nygard(['# 1.', '# 3.']) });
    await adr('new', 'Queues', ...day);
    expect(readdirSync(decisions())).toContain('adr-008-queues.md');
    expect(text('adr-008-queues.md')).toMatch(/^# 8\. Queues\n\nDate: 2026-11-21\n\n## Status\n\nProposed\n/);
  });

  test.each([
    [['new', ' '], 'the record has no title'],
    [['new', 'Cache', '--date', '2026-02-30'], '--date cannot be "2026-02-30"'],
    [['new', 'Cache', '--supersedes', '4'], 'there is no record "4"'],
    [['new', 'Cache', '--format', 'html'], 'Allowed choices are madr, nygard'],
    [['accept', '4'], 'there is no folder'],
    [['list'], 'there is no folder'],
  ])('%j is wrong use, and nothing is written', async (words, message) => {
    const { status, stderr } = await adr(...words);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('supersede', () => {
  test('writes status and links into both records and nothing else', async () => {
    const older = madr(['date: 2026-11-21', 'date: 2026-11-21 # when we met']).replaceAll('\n', '\r\n');
    const newer = `${madr()}\n## More Information\n\nWe met twice.\n`;
    write({ '0001-a.md': older, '0002-b.md': newer });
    expect((await adr('supersede', '1', 'ADR-0002')).status).toBe(0);
    const note = 'Superseded by [Cache products](0002-b.md).';
    expect(text('0001-a.md')).toBe(
      older
        .replace('status: accepted', 'status: superseded by ADR-0002')
        .replace(/\r\n$/, `\r\n\r\n## More Information\r\n\r\n${note}\r\n`),
    );
    expect(text('0002-b.md')).toBe(
      newer.replace('\n\nWe met', '\n\nSupersedes [Cache products](0001-a.md).\n\nWe met'),
    );
    expect(await adr('lint')).toMatchObject({ status: 0 });
    const again = [text('0001-a.md'), text('0002-b.md')];
    expect((await adr('supersede', '1', '2')).stdout).toContain('both records say so already');
    expect([text('0001-a.md'), text('0002-b.md')]).toEqual(again);
  });

  test('in the form of Nygard, as adr-tools does', async () => {
    write({ '0001-a.md': nygard(), '0002-b.md': nygard(['# 1.', '# 2.']) });
    await adr('supersede', '1', '2');
    expect(text('0001-a.md')).toBe(nygard(['Accepted', 'Superseded by [2. Cache products](0002-b.md)']));
    expect(text('0002-b.md')).toBe(
      nygard(['# 1.', '# 2.'], ['Accepted', 'Accepted\n\nSupersedes [1. Cache products](0001-a.md)']),
    );
    expect((await adr('lint')).status).toBe(0);
  });

  test('with the status in a list, as MADR had it before', async () => {
    const old =
      '# Cache\n\n* Status: accepted\n* Date: 2020-05-01\n\n## Context and Problem Statement\n\nReads.\n\n## Considered Options\n\n* Cache\n\n## Decision Outcome\n\nChosen option: "Cache", because it is fast.\n';
    write({ '0001-a.md': old, '0002-b.md': old });
    await adr('supersede', '1', '2');
    expect(text('0001-a.md')).toBe(old.replace('accepted', 'superseded by [ADR-0002](0002-b.md)'));
    expect(text('0002-b.md')).toBe(old.replace('accepted', 'accepted\n* Supersedes: [ADR-0001](0001-a.md)'));
    expect((await adr('lint')).status).toBe(0);
  });

  test('mends what only one side says', async () => {
    write({ '0001-a.md': madr(['status: accepted', 'status: superseded by ADR-0002']), '0002-b.md': madr() });
    expect((await adr('lint')).status).toBe(1);
    await adr('supersede', '1', '2');
    expect((await adr('lint')).status).toBe(0);
  });

  test('a record has one successor; new --supersedes does both at once', async () => {
    write({ '0001-a.md': madr() });
    const { stdout } = await adr('new', 'Ask the store', '--supersedes', '1', ...day);
    expect(stdout).toContain('0001-a.md: superseded by ADR-0002\n');
    const before = text('0001-a.md');
    const { status, stderr } = await adr('new', 'Ask nobody', '--supersedes', '1', ...day);
    expect(status).toBe(2);
    expect(stderr).toContain('ADR-0001 is superseded already, by number 2');
    expect(text('0001-a.md')).toBe(before);
    expect(readdirSync(decisions())).toEqual(['0001-a.md', '0002-ask-the-store.md']);
    expect((await adr('accept', '1')).status).toBe(2);
    expect((await adr('supersede', '2', '2')).status).toBe(2);
  });
});

test('accept and deprecate change the status and nothing else', async () => {
  write({ '0001-a.md': `\uFEFF${madr(['status: accepted', "status: 'proposed'   # since May"])}` });
  await adr('accept', '0001-a.md');
  expect(text('0001-a.md')).toBe(`\uFEFF${madr(['status: accepted', 'status: accepted   # since May'])}`);
  expect((await adr('accept', 'a')).stdout).toContain('already accepted');
  await adr('deprecate', '1');
  expect(text('0001-a.md')).toContain('\nstatus: deprecated   # since May\n');
  write({ '0002-b.md': '# B\n\nNo status.\n' });
  const { status, stderr } = await adr('accept', '2');
  expect(status).toBe(2);
  expect(stderr).toContain('states no status');
});

test('list, show and graph, as text and as data', async () => {
  write({
    '0001-a.md': madr(['status: accepted', 'status: superseded by ADR-0002'], ['# Cache products', '# Cache | "end"']),
    '0002-b.md': `${nygard(['# 1.', '# 2.'])}\nSupersedes [1. A](0001-a.md).\n`,
    'README.md': '# Decisions\n',
  });
  const { stdout } = await adr('list');
  expect(stdout).toBe(
    [
      'Number  Title           Status      Date        Supersedes',
      '0001    Cache | "end"   superseded  2026-11-21  –',
      '0002    Cache products  accepted    2026-11-21  0001',
      '2 decisions',
      '',
    ].join('\n'),
  );
  expect((await adr('list', '--status', 'accepted')).stdout).not.toContain('0001  ');
  expect((await adr('list', '--status', 'rejected')).stdout).toBe(`No rejected decisions in ${decisions()}.\n`);
  const data: unknown = JSON.parse((await adr('list', '--json')).stdout);
  expect(schema(data), JSON.stringify(schema.errors)).toBe(true);
  expect(data).toMatchObject({
    decisions: [
      { number: 1, status: 'superseded', supersededBy: ['0002-b.md'], format: 'madr' },
      { number: 2, status: 'accepted', supersedes: ['0001-a.md'], format: 'nygard' },
    ],
  });
  expect((await adr('show', '2')).stdout).toBe(text('0002-b.md'));
  expect((await adr('graph')).stdout).toBe(
    [
      'flowchart LR',
      '  d_ADR_0001["ADR-0001 Cache #124; #34;end#34; (superseded)"]',
      '  d_ADR_0002["ADR-0002 Cache products (accepted)"]',
      '  d_ADR_0001 -->|"superseded by"| d_ADR_0002',
      '',
    ].join('\n'),
  );
  const findings: unknown = JSON.parse((await adr('lint', '--json')).stdout);
  expect(schema(findings), JSON.stringify(schema.errors)).toBe(true);
});

describe('index', () => {
  test('makes the page, keeps it up to date, and says when it is stale', async () => {
    write({ '0001-a.md': madr() });
    expect((await adr('index', '--check')).status).toBe(1);
    expect(readdirSync(decisions())).toEqual(['0001-a.md']);
    await adr('index');
    const page = text('README.md');
    expect(page).toContain('| [0001](0001-a.md) | Cache products | accepted | 2026-11-21 | – | – |\n');
    expect(lint({ strings: { page }, config: { default: true, MD013: false } })['page']).toEqual([]);
    expect((await adr('index', '--check')).status).toBe(0);
    await adr('new', 'Ask | the store', '--supersedes', '1', ...day);
    expect((await adr('index', '--check')).status).toBe(1);
    await adr('index');
    expect(text('README.md')).toContain(
      '| [0002](0002-ask-the-store.md) | Ask &#124; the store | proposed | 2026-11-21 | [0001](0001-a.md) | – |\n',
    );
  });

  test('keeps what stands around the markers, byte for byte, in the page that has them', async () => {
    const [before, after] = ['# Log\r\n\r\nOurs.\r\n\r\n', '\r\n\r\nMore of ours.\r\n'];
    write({
      '0001-a.md': madr(),
      'README.md': '# Hello\n',
      'index.md': `${before}<!-- adrlog -->\r\n| old |\r\n<!-- adrlogstop -->${after}`,
    });
    await adr('index');
    expect(text('README.md')).toBe('# Hello\n');
    const page = text('index.md');
    expect(page.startsWith(`${before}<!-- adrlog -->\r\n`)).toBe(true);
    expect(page.endsWith(`<!-- adrlogstop -->${after}`)).toBe(true);
    expect(page).not.toContain('old');
    expect(page.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('a marker without its partner is a mistake at its place', async () => {
    write({ '0001-a.md': madr(), 'README.md': '# Log\n\n<!-- adrlog -->\n' });
    const { status, stderr } = await adr('index');
    expect(status).toBe(2);
    expect(stderr).toContain('README.md:3:1: error: there is no "<!-- adrlogstop -->" after "<!-- adrlog -->"');
  });
});

test('folders that others began are read, and never renamed', async () => {
  const files = {
    'adr-001-use-kafka.md':
      '# ADR-001: Use Kafka\n\n**Status:** Accepted\n**Date:** 12/02/2020\n\n## Context\n\nx\n\n## Decision\n\ny\n',
    'adr-002-y.md':
      'Use REST\n========\n\nStatus\n------\n\nSuperseded by [adr 3](adr-003-z.md)\n\nContext\n-------\n\nx\n',
    'adr-003-z.md': '',
    '20210504-dated.md': '---\nstatus: [broken\n---\n\n# Dated\n',
    'template.md': '# {title}\n',
    'index.md': '# Log\n',
    'picture.png': 'no text',
  };
  write(files);
  const { stdout, status } = await adr('list');
  expect(status).toBe(0);
  expect(stdout).toContain('001     Use Kafka  accepted');
  expect(stdout).toContain('002     Use REST   superseded  –');
  expect(stdout).toContain('003     z          unknown');
  expect((await adr('lint')).status).toBe(1);
  expect((await adr('graph')).stdout).toContain('d_ADR_002 -->|"superseded by"| d_ADR_003');
  await adr('index');
  expect(readdirSync(decisions())).toEqual(Object.keys(files).sort());
});
