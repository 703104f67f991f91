import { lint } from 'markdownlint/sync';
import { describe, expect, test } from 'vitest';
import { adrSlug, adrTitle, renderAdr, type AdrDetails } from '../../../src/advise/render-adr.ts';
import { renderNygard } from '../../../src/advise/render-nygard.ts';
import { newAdrText } from '../../../src/advise/adr/new-adr.ts';
import { slugOf } from '../../../src/advise/adr/adr-names.ts';
import { readAdr } from '../../../src/advise/adr/read-adr.ts';
import { readDecision } from '../../../src/advise/adr/recorded-decision.ts';
import { withPredecessor, withSuccessor } from '../../../src/advise/adr/edit-adr.ts';
import { lintAdrs } from '../../../src/advise/adr/lint-adrs.ts';
import { loadTrees } from '../../../src/advise/tree-library.ts';
import { builtIn, scenarios, verdictOf } from '../support.ts';

const details: AdrDetails = { date: '2026-11-21', status: 'accepted', deciders: ['Ada'], follows: null };
const trees = loadTrees();
const verdicts = ['architecture-style', 'communication']
  .map(builtIn)
  .flatMap((tree) =>
    scenarios(tree.id).map((scenario) => ({ ...scenario, verdict: verdictOf(tree, scenario.answers) })),
  );
const formats = ['madr', 'nygard'] as const;

/** What Structurizr takes out of a MADR file: five rules, each as its importer has it. */
function structurizr(
  name: string,
  text: string,
): { id: string; title: string; status: string; date: string; links: string[] } {
  const [id] = /^\d{4}(?=-.+\.md$)/.exec(name) ?? [];
  const lines = text.split('\n');
  const end = lines.indexOf('---', 1);
  const raw = (field: string): string =>
    lines
      .slice(1, end)
      .find((line) => line.startsWith(`${field}: `))
      ?.slice(field.length + 2) ?? '';
  const title = lines.find((line) => line.startsWith('# '))?.slice(2) ?? '';
  // Greedy, so that of two links in a line only the last file would be seen.
  const links = lines.flatMap((line) => /.*\[.*\]\((\d{4}-.+\.md)\).*/.exec(line)?.[1] ?? []);
  if (id === undefined || lines[0] !== '---' || end < 0) throw new Error('Structurizr would not read it');
  return { id, title, status: raw('status'), date: raw('date'), links };
}

describe.each(verdicts)('$tree: $name', ({ verdict }) => {
  test.each(formats)('what is written in the form of %s passes lint, and its decision can be read again', (format) => {
    const text = format === 'madr' ? renderAdr(verdict, details) : renderNygard(verdict, details, 7);
    const name = `0007-${adrSlug(verdict)}`;
    const adr = readAdr(name, name, text);
    expect(lintAdrs([adr], { exists: () => false })).toEqual([]);
    expect(adr).toMatchObject({ format, state: 'accepted', title: adrTitle(verdict), date: { text: '2026-11-21' } });
    const { decision } = readDecision(adr, trees);
    expect(decision?.option.id).toBe(verdict.option.id);
    expect(decision?.given.answers).toEqual(new Map(verdict.situation.answers));
    expect(decision?.given.overrides).toEqual(new Map(verdict.situation.overrides));
  });
});

test.each(verdicts.slice(0, 3))('$tree: $name, in the form of Nygard, is well-formed', ({ verdict }) => {
  const text = renderNygard(verdict, details, 7);
  expect(lint({ strings: { text }, config: { default: true, MD013: false } })['text']).toEqual([]);
  const headings = text.split('\n').filter((line) => /^## /.test(line));
  expect(headings).toEqual(['## Status', '## Context', '## Decision', '## Consequences', ...headings.slice(4)]);
  expect(text).toMatch(/^# 7\. .+\n\nDate: 2026-11-21\n/);
});

test('Structurizr reads what is written, also after one record took the place of another', () => {
  const old = {
    title: 'One store: "shared"?',
    number: 1,
    status: 'accepted',
    date: '2026-11-21',
    deciders: ['Ada: core'],
  };
  const name = `0001-${slugOf(old.title)}.md`;
  const fresh = newAdrText('madr', old);
  expect(structurizr(name, fresh)).toEqual({
    id: '0001',
    title: old.title,
    status: 'accepted',
    date: '2026-11-21',
    links: [],
  });
  const [{ verdict }] = verdicts as [(typeof verdicts)[number]];
  const newName = `0002-${adrSlug(verdict)}`;
  const older = readAdr(name, name, fresh);
  const newer = readAdr(newName, newName, renderAdr(verdict, details));
  expect(structurizr(newName, withPredecessor(newer, older, 'ADR-0001'))).toEqual({
    id: '0002',
    title: adrTitle(verdict),
    status: 'accepted',
    date: '2026-11-21',
    links: [name],
  });
  expect(structurizr(name, withSuccessor(older, newer, 'ADR-0002'))).toMatchObject({
    status: 'superseded by ADR-0002',
    links: [newName],
  });
});
