import { expect, test } from 'vitest';
import { EXCLUDES, OPTIONS, blueprintOf } from '../../bench/scaffold/support/cells.mjs';
import { pairwise } from '../../bench/scaffold/support/pairwise.mjs';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint } from '../scaffold/blueprints.ts';
import { repository, run } from '../scaffold/generated-system.ts';
import { typeErrorsOf } from '../scaffold/type-check.ts';

const cells = pairwise(OPTIONS, EXCLUDES);

test('every two options of a blueprint together compile under strict settings, tests included', async () => {
  const templates = readTemplates();
  const systems = cells.map((cell, index) => {
    const files = renderSystem(blueprint(blueprintOf(cell)), templates);
    return [`cell-${index + 1}`, files] as const;
  });
  expect(await typeErrorsOf(new Map(systems))).toBe('');
});

// Four cells that have most; `npm run bench:matrix` takes all of them.
test('they install, build, lint, pass their tests and answer, and npm install changes nothing', async () => {
  const output = await run(repository, process.execPath, ['bench/scaffold/matrix.mjs', '--short']);
  expect(output).toMatch(/"run":4,"before":0,"green":4,"red":\[\]\}/);
});
