import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { openSystem, type System } from '../mutation/system.ts';
import { lintTexts, readTexts } from '../support/lint-texts.ts';
import type { Rewrite, Rewritten } from './rewrite.ts';
import { files, FOLDER } from './rewrites/files.ts';
import { functionRewrites } from './rewrites/functions.ts';
import { names, SUFFIX } from './rewrites/names.ts';
import { values } from './rewrites/values.ts';

const LEAST_INVARIANCE = 0.98;
const rewrites: readonly Rewrite[] = [...names, ...values, ...functionRewrites, ...files];
const rules = 'test/fixtures/rules';
const clean = 'test/fixtures/mutation';
const folders = [
  ...readdirSync(rules).flatMap((rule) =>
    readdirSync(`${rules}/${rule}`).map((system) => `${rules}/${rule}/${system}`),
  ),
  ...readdirSync(clean).map((system) => `${clean}/${system}`),
  'examples/legacy-shop',
];

interface Outcome {
  readonly rewrite: string;
  readonly system: string;
  /** Findings that are gone (-) and that came (+). */
  readonly changes: readonly string[];
}

async function compare(system: System, rewrite: Rewrite): Promise<Outcome | undefined> {
  const rewritten = rewrite.apply(system);
  if (rewritten === undefined) return undefined;
  const { model, findings } = await lintTexts(rewritten.texts);
  const broken = model.coverage.gaps.find(({ reason }) => /^(syntax error|not understood)/.test(reason));
  if (broken)
    throw new Error(`"${rewrite.name}" does not write a program: ${broken.file}:${broken.line} ${broken.reason}`);
  const before = system.findings.map((finding) => said(finding, rewrite, rewritten, (file) => file));
  const after = findings.map((finding) => said(finding, rewrite, rewritten, rewritten.fileBefore ?? ((file) => file)));
  return {
    rewrite: rewrite.name,
    system: system.name,
    changes: [
      ...before.filter((one) => !after.includes(one)).map((one) => `- ${one}`),
      ...after.filter((one) => !before.includes(one)).map((one) => `+ ${one}`),
    ],
  };
}

// What a finding says, apart from what was renamed and moved.
function said(
  { rule, severity, service, message, file, line }: Finding,
  { moves = [] }: Rewrite,
  { keepsLines }: Rewritten,
  fileBefore: (file: string) => string,
): string {
  const place = moves.includes(rule) ? '' : `${fileBefore(file)}${keepsLines ? `:${line}` : ''}`;
  // A message may name a function or the file that is imported, and count the lines of a service.
  const plain = message
    .replaceAll(SUFFIX, '')
    .replaceAll(`${FOLDER}/`, '')
    .replaceAll(/(?:-part)?\.[jt]s\)/g, ')')
    .replaceAll(/\d+ lines(?: \(median \d+\))?/g, 'lines');
  return `${place} ${severity} ${rule} of ${service.replace(`${FOLDER}/`, '')}: ${plain}`;
}

describe('findings of systems that are written in another way', () => {
  const outcomes: Outcome[] = [];

  test.each(folders)('%s', async (folder) => {
    const system = await openSystem(folder, readTexts(folder));
    for (const rewrite of rewrites) {
      const outcome = await compare(system, rewrite);
      if (outcome) outcomes.push(outcome);
    }
  });

  test('are the same', () => {
    const share = outcomes.filter(({ changes }) => changes.length === 0).length / outcomes.length;
    expect(share, report(outcomes)).toBeGreaterThanOrEqual(LEAST_INVARIANCE);
  });

  afterAll(() => {
    console.log(report(outcomes));
  });
});

function report(outcomes: readonly Outcome[]): string {
  const rows = rewrites.map(({ name }) => {
    const own = outcomes.filter(({ rewrite }) => rewrite === name);
    return `${name.padEnd(42)} ${own.filter(({ changes }) => changes.length === 0).length}/${own.length}`;
  });
  const varied = outcomes.filter(({ changes }) => changes.length > 0);
  const share = (outcomes.length - varied.length) / outcomes.length;
  return [
    ...rows,
    `invariance ${share.toFixed(3)}; ${varied.length} of ${outcomes.length} vary`,
    ...varied.flatMap(({ rewrite, system, changes }) => [
      `${rewrite}  ${system}`,
      ...changes.map((one) => `    ${one}`),
    ]),
  ].join('\n');
}
