import { basename } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readTexts } from '../support/lint-texts.ts';
import { killTable } from './kill-table.ts';
import type { Verdict } from './judge.ts';
import { activeOperators, breakSystem } from './run.ts';
import { openSystem } from './system.ts';

// Repositories of others: what is known of them is what is found in them, so that the table is for reading and asserts nothing.
const repositories: readonly string[] = JSON.parse(process.env['ARCHWRIGHT_REPOSITORIES'] ?? '[]');
const MOST = Number(process.env['ARCHWRIGHT_MUTANTS'] ?? 5);

describe.skipIf(repositories.length === 0)('repositories that are broken in one place', () => {
  const verdicts: Verdict[] = [];

  test.each(repositories)('%s', { timeout: 3_600_000 }, async (folder) => {
    const own = await breakSystem(await openSystem(basename(folder), readTexts(folder)), MOST);
    verdicts.push(...own);
    expect(own.length).toBeGreaterThan(0);
  });

  afterAll(() => {
    const names = repositories.map((folder) => basename(folder));
    if (names.length > 0) console.log(killTable(activeOperators, names, verdicts));
  });
});
