import { expect, test } from 'vitest';
import { diffModels } from '../../../src/docs/diff/diff-models.ts';
import { at, service, system } from '../shop-model.ts';

test('a health check that came is shown where it stands, not where its service does', () => {
  const own = service('orders', { health: { state: 'absent', evidence: [] } });
  const health = { state: 'present', evidence: [at('orders/src/health.ts', 15)] } as const;
  const [before, after] = [system({ services: [own] }), system({ services: [{ ...own, health }] })];
  const [change] = diffModels(before, after, { added: [], removed: [] }, 0.999).facts;
  expect(change?.evidence.map(({ file }) => file)).toEqual(['orders/src/health.ts', 'orders/package.json']);
});
