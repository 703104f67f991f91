import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { calls } from '../../bench/platform/bugs/calls.mjs';
import { events } from '../../bench/platform/bugs/events.mjs';
import { sagas } from '../../bench/platform/bugs/sagas.mjs';
import { service } from '../../bench/platform/bugs/service.mjs';

const platform = new URL('../../templates/platform/', import.meta.url);
const text = (file: string): string => readFileSync(new URL(file, platform), 'utf8');
const bugs = [...calls, ...events, ...sagas, ...service];

// Whoever changes the platform sees here that a bug of the proof has lost its place, not only when the proof runs.
test('every seeded bug of the proof has one place in the platform', () => {
  const lost = bugs.filter(({ file, from }) => text(`src/${file}`).split(from).length !== 2);
  expect(lost.map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  expect(bugs.length).toBeGreaterThan(30);
});

test('the tests that are named for them are there', () => {
  // Those of buses and sagas stand in suites that several files share.
  const files = readdirSync(new URL('test', platform), { recursive: true, encoding: 'utf8' });
  const all = files.filter((file) => file.endsWith('.ts')).map((file) => text(`test/${file}`));
  const known = all.join('\n');
  const lost = bugs.flatMap(({ test: file, fails }) => [
    ...(files.includes(file) ? [] : [file]),
    ...fails.filter((name) => !known.includes(name)),
  ]);
  expect(lost).toEqual([]);
});
