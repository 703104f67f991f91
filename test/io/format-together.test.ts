import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type * as Together from '../../src/io/format-together.ts';
import { repository } from '../scaffold/generated-system.ts';

// The built one: a thread runs no TypeScript.
const { formatOne, formatTogether } = (await import(
  pathToFileURL(join(repository, 'dist/io/format-together.js')).href
)) as typeof Together;

const orders = Array.from({ length: 40 }, (_, index): Together.FormatJob => {
  const text = `export const order${index}   = { total:${index}, "state": 'placed' }`;
  return { parser: 'babel-ts', text };
});

test.each([[0], [1], [3]])('with %i threads that help, texts are what they are without', (helpers) => {
  expect(formatTogether(orders, helpers)).toEqual(orders.map((job) => formatOne(job)));
});

test('what cannot be parsed is no text, whoever tried it, and harms no other', () => {
  const jobs = orders.map((job, index) => (index % 2 === 0 ? job : { ...job, text: 'const = 1;' }));
  const results = formatTogether(jobs, 1);
  expect(results.filter((text) => text === undefined)).toHaveLength(20);
  expect(results[0]).toBe("export const order0 = { total: 0, state: 'placed' };\n");
});
