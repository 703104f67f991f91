import { expect, test } from 'vitest';
import { rules } from '../../src/lint/rules/index.ts';
import type { SystemModel } from '../../src/model/system.ts';
import { factsOf } from './model-facts.ts';
import { recoverFiles, type Files } from './recover-files.ts';

/** A rewrite of a service: what it is, and the source files that take the place of the service's own. */
export type Rewrite = readonly [name: string, sources: Readonly<Record<string, string>>, more?: Files];

// Rewrites put addresses into the code, or take them out of it; whatever else is found, is found in any spelling.
const SPELLING = 'hard-coded-endpoint';

// Which rules find something in which service; where, and in how many places, is a matter of spelling.
function foundIn(model: SystemModel): string[] {
  // Advice judges how code is written, too; the metamorphic suite of findings says how steady it is.
  const others = rules.filter(({ name, group }) => name !== SPELLING && group === 'core');
  return [...new Set(others.flatMap((rule) => rule.run(model).map(({ service }) => `${rule.name} ${service}`)))].sort();
}

/**
 * Declares a test per rewrite: it must say exactly what the base says, and the same has to be found. The base's own facts are `expected`, so that a
 * base of which nothing is understood does not pass.
 */
export function testRewrites(
  base: Files,
  sources: Readonly<Record<string, string>>,
  expected: readonly string[],
  rewrites: readonly Rewrite[],
): void {
  test('the base', async () => expect(factsOf(await recoverFiles({ ...base, ...sources }))).toEqual(expected));
  test.each(rewrites.map((rewrite) => ({ name: rewrite[0], rewrite })))('$name', async ({ rewrite }) => {
    const [, written, more = {}] = rewrite;
    const model = await recoverFiles({ ...base, ...written, ...more });
    expect(factsOf(model)).toEqual(expected);
    expect(foundIn(model)).toEqual(foundIn(await recoverFiles({ ...base, ...sources })));
  });
}
