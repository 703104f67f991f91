import { expect, test } from 'vitest';
import { missingHealthCheck } from '../../../src/lint/rules/missing-health-check.ts';
import type { Service } from '../../../src/model/system.ts';
import { shopModel } from '../../support/shop-model.ts';

const absent = { health: { state: 'absent', evidence: [] } } as const;

function sites(part: Partial<Omit<Service, 'id'>>) {
  return missingHealthCheck.run(shopModel({ services: { orders: { ...absent, ...part } } })).map(({ at }) => at);
}

test('a service that listens and has no health check is reported where it listens', () => {
  expect(sites({})).toEqual([{ file: 'orders/src/server.ts', line: 12, column: 1 }]);
  expect(sites({ kind: 'gateway' })).toHaveLength(1);
});

test.each([
  ['that listens on nothing', { listens: [] }],
  ['whose health check is not known', { health: { state: 'unknown', evidence: [] } }],
  ['that has one', { health: { state: 'present', evidence: [] } }],
  ['that is a function', { kind: 'function' }],
  ['that is a front end', { kind: 'frontend' }],
  ['that is a worker', { kind: 'worker' }],
] as const)('a service %s is not', (_, part) => {
  expect(sites(part)).toEqual([]);
});
