import { describe, expect, test } from 'vitest';
import { declaredModel } from '../../../src/blueprint/declared-model.ts';
import { parseBlueprint } from '../../../src/blueprint/read-blueprint.ts';
import { syncBlueprint } from '../../../src/blueprint/sync/sync-blueprint.ts';
import { findDrift } from '../../../src/docs/drift/find-drift.ts';
import { headline } from '../../../src/docs/drift/drift-words.ts';
import type { Drift } from '../../../src/model/drift.ts';
import type { Library, SystemModel } from '../../../src/model/system.ts';

const file = 'archwright.yaml';
const blueprint = (rest: string, uses = ''): string => `system: { name: shop, shape: microservices }
services:
  orders:
    # What orders needs.
    endpoints: [GET /orders]${uses}
  payment:
    endpoints: [POST /charges]
${rest}`;

const library = (name: string, users: readonly string[], path = `libs/${name}`): Library => ({
  id: name,
  name: `@shop/${name}`,
  path,
  kind: 'library',
  language: 'typescript',
  users,
  evidence: [{ file: `${path}/package.json`, line: 2, column: 3 }],
});

/** What code would say that does as the blueprint without libraries says, with these libraries. */
function observed(...libraries: readonly Library[]): SystemModel {
  const model = declaredModel(parseBlueprint(file, blueprint('')));
  return { ...model, origin: 'observed', libraries };
}

function driftOf(text: string, code: SystemModel): Drift {
  return findDrift(declaredModel(parseBlueprint(file, text)), code);
}

const CASES: readonly (readonly [what: string, text: string, code: SystemModel, told: readonly string[]])[] = [
  ['nothing of libraries is declared', blueprint(''), observed(library('money', ['orders'])), []],
  [
    'both agree, whatever the scope of the package',
    blueprint('libraries:\n  money:\n', '\n    uses: [money]'),
    observed(library('money', ['orders'])),
    [],
  ],
  [
    'a library is gone, and nothing else is said of it',
    blueprint('libraries:\n  money:\n  dates:\n', '\n    uses: [money, dates]'),
    observed(library('dates', ['orders'])),
    ['declared-only library money'],
  ],
  [
    'a library that services use is not declared',
    blueprint('libraries:\n  money:\n'),
    observed(library('money', []), library('dates', ['payment']), library('unused', [])),
    ['observed-only library @shop/dates'],
  ],
  [
    'a library lies elsewhere',
    blueprint('libraries:\n  money:\n'),
    observed(library('money', [], 'packages/money')),
    ['changed path of the library money: libs/money is declared, packages/money in the code'],
  ],
  [
    'other services use it',
    blueprint('libraries:\n  money:\n', '\n    uses: [money]'),
    observed(library('money', ['payment'])),
    ['declared-only orders uses the library money', 'observed-only payment uses the library money'],
  ],
];

describe.each(CASES)('%s', (_, text, code, told) => {
  test('is found, and nothing else', () => {
    expect(driftOf(text, code).items.map((item) => `${item.state} ${headline(item)}`)).toEqual(told);
  });

  test('is gone after a sync that keeps comments and form; a second one changes nothing', () => {
    const synced = syncBlueprint(file, text, code, (now) => findDrift(now, code));
    expect(synced.left).toEqual([]);
    expect(driftOf(synced.text, code).items).toEqual([]);
    expect(synced.text).toContain('    # What orders needs.\n    endpoints: [GET /orders]');
    expect(syncBlueprint(file, synced.text, code, (now) => findDrift(now, code)).text).toBe(synced.text);
    if (told.length === 0) expect(synced.text).toBe(text);
  });
});

test('the ports that all containers share are not told as those of one service', () => {
  const declared = `system: { name: shop, shape: microservices }
services:
  orders: { port: 3050, endpoints: [GET /orders] }
  payment: { port: 3002, endpoints: [POST /charges] }
`;
  const code = declaredModel(parseBlueprint(file, declared));
  const ports: Readonly<Record<string, readonly number[]>> = { orders: [3000, 3001], payment: [3000, 3002] };
  const found: SystemModel = {
    ...code,
    origin: 'observed',
    services: code.services.map((one) => ({ ...one, ports: ports[one.name] ?? [] })),
  };
  expect(driftOf(declared, found).items.map(headline)).toEqual(['port of orders: 3050 is declared, 3001 in the code']);
});
