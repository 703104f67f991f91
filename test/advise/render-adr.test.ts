import { lint } from 'markdownlint/sync';
import { describe, expect, test } from 'vitest';
import { adrSlug, adrTitle, renderAdr, type AdrDetails } from '../../src/advise/render-adr.ts';
import type { Verdict } from '../../src/advise/recommend.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import { readAnswers } from '../../src/advise/answers.ts';
import { parseYaml } from '../../src/io/yaml.ts';
import { builtIn, cacheTreeText, scenarios, verdictOf } from './support.ts';

const details: AdrDetails = { date: '2026-11-21', status: 'proposed', deciders: [], follows: null };
const trees = ['architecture-style', 'communication'].map(builtIn);
const cases = trees.flatMap((tree) =>
  scenarios(tree.id).map((scenario) => ({ ...scenario, verdict: verdictOf(tree, scenario.answers) })),
);

/** Headings of MADR 4 in their order; those with false may be missing. */
const madr: readonly (readonly [string, boolean])[] = [
  ['## Context and Problem Statement', true],
  ['## Decision Drivers', false],
  ['## Considered Options', true],
  ['## Decision Outcome', true],
  ['### Consequences', true],
  ['### Confirmation', false],
  ['## Pros and Cons of the Options', true],
  ['## More Information', true],
];

describe.each(cases)('$tree: $name', ({ verdict }) => {
  const text = renderAdr(verdict, details);
  const lines = text.split('\n');

  test('has the parts of MADR 4 in their order', () => {
    const known = lines.filter((line) => madr.some(([heading]) => heading === line));
    const wanted = madr.map(([heading]) => heading);
    expect(known).toEqual(wanted.filter((heading) => known.includes(heading)));
    for (const [heading, required] of madr) if (required) expect(known).toContain(heading);
    expect(text).toMatch(/^---\nstatus: proposed\ndate: 2026-11-21\n---\n\n# /);
    expect(text).toContain(`\nChosen option: "${verdict.option.title}", because `);
    const considered = between(lines, '## Considered Options', '## Decision Outcome');
    expect(considered).toEqual([verdict.option.title, ...others(verdict)].map((title) => `* ${title}`));
    const discussed = between(lines, '## Pros and Cons of the Options', '## More Information');
    for (const { title } of verdict.tree.options.values()) expect(discussed).toContain(`### ${title}`);
    for (const line of discussed) expect(line).toMatch(/^(### |\* (Good|Neutral|Bad), because [^A-Z]|[A-Z])/);
    expect(discussed.filter((line) => line.startsWith('* Bad')).length).toBeGreaterThanOrEqual(
      verdict.tree.options.size,
    );
  });

  test('passes markdownlint', () => {
    const results = lint({ strings: { adr: text }, config: { default: true, MD013: false } });
    expect(
      results['adr']?.map((error) => `${error.lineNumber} ${error.ruleNames.join('/')} ${error.errorDetail}`),
    ).toEqual([]);
  });

  test('can be imported by Structurizr', () => {
    const file = `0007-${adrSlug(verdict)}`;
    expect(file).toMatch(/^\d{4}-.+\.md$/);
    // It reads front matter from the first line on, status and date raw, the first "# " as the title, and links to files by their bare name.
    expect(lines[0]).toBe('---');
    expect(lines.find((line) => line.startsWith('status: '))?.slice('status: '.length)).toMatch(
      /^(proposed|accepted)$/,
    );
    expect(lines.find((line) => line.startsWith('date: '))?.slice('date: '.length)).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(lines.find((line) => line.startsWith('# '))).toBe(`# ${adrTitle(verdict)}`);
    expect(text).not.toMatch(/\]\(\d{4}-/);
  });

  test('its answers can be replayed to the same bytes', () => {
    const yaml = /```yaml\n([^`]*)```/.exec(text)?.[1] ?? '';
    const { tree } = verdict;
    const given = readAnswers('answers.yaml', yaml, new Map([[tree.id, tree]]), tree.id).get(tree.id)!;
    expect(
      renderAdr(
        verdictOf(
          tree,
          Object.fromEntries([...given.answers].map(([id, value]) => [id, raw(verdict, id, value)])),
          given.overrides,
        ),
        details,
      ),
    ).toBe(text);
  });
});

// Durations went through the file as text; the test's helper takes them as text again.
function raw(verdict: Verdict, id: string, value: unknown): unknown {
  return verdict.tree.inputs.get(id)?.type === 'duration' && typeof value === 'number' ? `${value}ms` : value;
}

function others(verdict: Verdict): string[] {
  return [...verdict.tree.options.values()].filter((option) => option !== verdict.option).map((option) => option.title);
}

function between(lines: readonly string[], from: string, to: string): string[] {
  return lines.slice(lines.indexOf(from) + 1, lines.indexOf(to)).filter((line) => line !== '');
}

const shop = cases.find(({ decided }) => decided === 'microservices-pay')!;

test('the whole record of one decision', async () => {
  await expect(renderAdr(shop.verdict, details)).toMatchFileSnapshot('adr-microservices.md');
});

test('deciders and the decision that it follows from; quotes only where YAML needs them', () => {
  const text = renderAdr(shop.verdict, {
    ...details,
    status: 'accepted',
    deciders: ['Ada Lovelace', 'Grace Hopper'],
    follows: { title: 'Architecture style: Microservices', file: '0001-architecture-style-microservices.md' },
  });
  expect(text).toContain('\nstatus: accepted\n');
  expect(text).toContain('\ndecision-makers: Ada Lovelace, Grace Hopper\n');
  // One link to a line, by its bare name.
  expect(text.split('\n').filter((line) => line.includes('](0001-'))).toEqual([
    'This follows from [Architecture style: Microservices](0001-architecture-style-microservices.md).',
  ]);
  const odd = renderAdr(shop.verdict, { ...details, deciders: ['Team: "core"'] });
  const { value } = parseYaml('adr', odd.slice(4, odd.indexOf('\n---\n')));
  expect(value).toMatchObject({ 'decision-makers': 'Team: "core"' });
});

test('a threshold that was set to another value is shown with both', () => {
  const verdict = verdictOf(trees[0]!, shop.answers, new Map([['many_engineers', 35]]));
  const text = renderAdr(verdict, details);
  expect(text).toContain('| 35 engineers (set for this decision, the tree has 30 engineers) |');
  expect(text).toContain('\n  many_engineers: 35\n');
});

test('a tree of your own renders as well, whatever its texts contain', () => {
  const tree = loadTree(
    'cache.yaml',
    cacheTreeText(['How many reads a second?', 'How many | reads?'], ['It gets old.', 'Old | "stale" data is served.']),
  );
  const text = renderAdr(verdictOf(tree, { reads: 500, stale: true }), details);
  expect(text).toContain('| How many \\| reads? | 500 |');
  expect(text).toContain('* Bad, because old | "stale" data is served.');
  expect(lint({ strings: { adr: text }, config: { default: true, MD013: false } })['adr']).toEqual([]);
});
