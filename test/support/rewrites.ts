import { expect, test } from 'vitest';
import { factsOf } from './model-facts.ts';
import { recoverFiles, type Files } from './recover-files.ts';

/** A rewrite of a service: what it is, and the source files that take the place of the service's own. */
export type Rewrite = readonly [name: string, sources: Readonly<Record<string, string>>, more?: Files];

/**
 * Declares a test per rewrite: it must say exactly what the base says. The base's own facts are `expected`, so that a
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
    expect(factsOf(await recoverFiles({ ...base, ...written, ...more }))).toEqual(expected);
  });
}
