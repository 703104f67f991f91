import { expect, test } from 'vitest';
import { settleColor } from '../../src/cli/color.ts';

test.each([
  { argv: ['lint'], env: {}, forced: undefined },
  { argv: ['lint'], env: { NO_COLOR: '1' }, forced: '0' },
  { argv: ['lint'], env: { NO_COLOR: '' }, forced: undefined },
  { argv: ['lint'], env: { NO_COLOR: '1', FORCE_COLOR: '1' }, forced: '1' },
  { argv: ['lint', '--no-color'], env: { FORCE_COLOR: '3' }, forced: '0' },
  { argv: ['--color', 'lint'], env: { NO_COLOR: '1' }, forced: '1' },
  { argv: ['lint', '--color', '--no-color'], env: {}, forced: '0' },
])('flags beat FORCE_COLOR, which beats NO_COLOR: $argv with $env', ({ argv, env, forced }) => {
  const settled: Record<string, string | undefined> = { ...env };
  settleColor(argv, settled);
  expect(settled['FORCE_COLOR']).toBe(forced);
});
