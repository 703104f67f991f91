import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { reporters } from '../../../src/lint/reporters/index.ts';
import { plainPalette, type ReportContext } from '../../../src/lint/reporters/reporter.ts';
import { validateSarif } from '../../support/validate-sarif.ts';
import { hostileResult, hostileSources, hostileTexts } from '../../support/hostile-result.ts';

const context: ReportContext = {
  palette: plainPalette,
  width: 60,
  sources: hostileSources,
  version: '1.2.3',
  prefix: 'my shop',
  sourceUrl: 'https://git.example.com/shop/blob/main',
};
const result = hostileResult();
const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

test('the result has findings, among them the circle', () => {
  expect(result.findings.length).toBeGreaterThan(10);
  expect(result.findings.some(({ rule }) => rule === 'cyclic-dependency')).toBe(true);
});

test.each(Object.keys(reporters) as (keyof typeof reporters)[])('%s is the same text each time', (format) => {
  expect(reporters[format](hostileResult(), context)).toBe(reporters[format](result, context));
});

test.each(['pretty', 'compact', 'github', 'markdown', 'html'] as const)('%s has no control characters', (format) => {
  expect(CONTROL.exec(reporters[format](result, context))).toBeNull();
});

test('compact keeps to one line for each finding', () => {
  expect(reporters.compact(result).trimEnd().split('\n')).toHaveLength(result.findings.length);
});

test('json and sarif hold to their schemas', () => {
  const json = new Ajv2020().compile(JSON.parse(readFileSync('schema/lint.schema.json', 'utf8')));
  expect(json(JSON.parse(reporters.json(result, context))), JSON.stringify(json.errors)).toBe(true);
  const sarif = validateSarif();
  expect(sarif(JSON.parse(reporters.sarif(result, context))), JSON.stringify(sarif.errors)).toBe(true);
});

test('the URIs of sarif are URIs, and name the files', () => {
  const [{ results }] = JSON.parse(reporters.sarif(result, context)).runs;
  for (const [index, finding] of result.findings.entries()) {
    const { uri } = results[index].locations[0].physicalLocation.artifactLocation;
    expect(uri).toMatch(/^my%20shop\/[\w%.~/-]+$/);
    expect(decodeURIComponent(uri)).toBe(`my shop/${finding.file.replace(/\p{Cs}/gu, '\u{FFFD}')}`);
  }
});

describe('github', () => {
  const lines = reporters.github(result, context).trimEnd().split('\n');

  test('commands are our own, and names in the log cannot be commands', () => {
    const stop = lines.findIndex((line) => line.startsWith('::stop-commands::'));
    const token = lines[stop]?.slice('::stop-commands::'.length) ?? '';
    const resume = lines.indexOf(`::${token}::`);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(resume).toBeGreaterThan(stop);
    const read = [...lines.slice(0, stop), ...lines.slice(resume + 1)];
    expect(read.filter((line) => !/^::(error|warning|notice|group|endgroup)\b|^Archwright: /.test(line))).toEqual([]);
  });

  test('properties end where they should', () => {
    const [annotation = ''] = lines.filter((line) => line.includes('C%3A'));
    const [, list = ''] = /^::error (.*?)::/.exec(annotation) ?? [];
    expect(list.split(',').map((pair) => pair.split('=')[0])).toEqual([
      'file',
      'line',
      'endLine',
      'col',
      'endColumn',
      'title',
    ]);
  });
});

test('junit is well-formed XML, and says what was meant', () => {
  const { window } = new JSDOM('');
  const xml = reporters.junit(result, context);
  const document = new window.DOMParser().parseFromString(xml, 'application/xml');
  expect(document.querySelector('parsererror')?.textContent ?? '').toBe('');
  const cases = [...document.querySelectorAll('testcase[file]')];
  expect(cases).toHaveLength(result.findings.length + result.suppressed.length);
  expect(cases.map((one) => one.getAttribute('file'))).toContain(`my shop/${hostileTexts.windows}`);
  expect(xml).toContain('&#10;');
});

describe('markdown', () => {
  const text = reporters.markdown(result, context);

  test('has no markup but its own', () => {
    const outsideCode = text.replace(/```mermaid[\s\S]*?```|`[^`\n]*`/g, '');
    const tags = [...outsideCode.matchAll(/<[^>]*>?/g)].map(([tag]) => tag);
    expect([...new Set(tags)].sort()).toEqual([
      '<!-- archwright-report -->',
      '</details>',
      '</summary>',
      '<br>',
      '<details>',
      '<summary>',
    ]);
  });

  test('links lead to lines below the URL given', () => {
    const targets = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(10);
    for (const target of targets) {
      expect(target).toMatch(/^https:\/\/git\.example\.com\/shop\/blob\/main\/my%20shop\/[\w%./~-]*#L\d+$/);
    }
  });

  test('stays within what a comment may hold, and says how much is missing', () => {
    const many = { ...result, findings: Array.from({ length: 40 }, () => result.findings).flat() };
    const cut = reporters.markdown(many, context);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(65_536);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(50_000);
    const [, left = ''] = /\*\*And (\d+) more findings\*\*/.exec(cut) ?? [];
    const shown = [...cut.matchAll(/^- \*\*(error|warning|hint)\*\*/gm)].length;
    expect(Number(left) + shown).toBe(many.findings.length);
  });
});
