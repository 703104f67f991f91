import { describe, expect, test } from 'vitest';
import { EXCLUDES, OPTIONS, blueprintOf } from '../../bench/scaffold/support/cells.mjs';
import { missingPairs, pairwise } from '../../bench/scaffold/support/pairwise.mjs';
import { blueprint } from '../scaffold/blueprints.ts';

const options = { bus: ['nats', 'redis', 'rabbitmq'], http: ['fastify', 'nest'], database: ['none', 'postgres'] };

describe('pairwise', () => {
  test('brings every two values of two options together', () => {
    const cells = pairwise(options);
    for (const bus of options.bus) {
      for (const http of options.http) expect(cells).toContainEqual(expect.objectContaining({ bus, http }));
      for (const database of options.database) expect(cells).toContainEqual(expect.objectContaining({ bus, database }));
    }
    expect(missingPairs(cells, options)).toEqual([]);
    expect(cells.length).toBeLessThan(3 * 2 * 2);
  });

  test('never what excludes each other, and says so of what fits nowhere', () => {
    const excludes = [{ bus: 'nats', http: 'nest' }];
    const cells = pairwise(options, excludes);
    expect(cells.filter(({ bus, http }) => bus === 'nats' && http === 'nest')).toEqual([]);
    expect(missingPairs(cells, options, excludes)).toEqual([]);
    const none = [...excludes, { bus: 'nats', http: 'fastify' }];
    expect(() => pairwise(options, none)).toThrow(/nothing fits beside .*nats/);
  });

  test('gives the same cells each time, and sees which pairs are missing', () => {
    const cells = pairwise(options);
    expect(pairwise(options)).toEqual(cells);
    expect(missingPairs([{ bus: 'nats', http: 'nest', database: 'none' }], options)).toContainEqual({
      bus: 'nats',
      http: 'fastify',
    });
  });
});

test('the cells of the matrix are blueprints that have what they say', () => {
  const cells = pairwise(OPTIONS, EXCLUDES);
  expect(missingPairs(cells, OPTIONS, EXCLUDES)).toEqual([]);
  for (const cell of cells) {
    const { defaults, services } = blueprint(blueprintOf(cell));
    expect(defaults).toMatchObject({ bus: cell['bus'], telemetry: cell['telemetry'], ci: cell['ci'] });
    const orders = services.find(({ name }) => name === 'orders');
    expect(orders?.sagas.map(({ style }) => style)).toEqual(cell['saga'] === 'none' ? [] : [cell['saga']]);
    expect(orders?.endpoints[0]?.idempotency).toBe(cell['idempotency']);
    expect(services.some(({ kind }) => kind === 'gateway')).toBe(cell['gateway'] !== 'none');
    expect(services.some(({ kind }) => kind === 'bff')).toBe(cell['aggregates'] === 'bff');
  }
});
