import { expect, test } from 'vitest';
import { roleAmong, roleOf } from '../../../src/recover/inventory/role.ts';

test.each([
  ['orders/src/app.ts', 'production'],
  ['src/test-service/app.ts', 'production'],
  ['src/contest/latest.ts', 'production'],
  ['orders/src/tools/price-tool.ts', 'production'],
  ['orders/src/build/plan.ts', 'production'],
  ['specification/src/index.ts', 'production'],
  ['orders/src/app.spec.ts', 'test'],
  ['orders/src/app.servertest.ts', 'test'],
  ['orders/src/app.client-test.ts', 'test'],
  ['orders/src/__e2e__/checkout.ts', 'test'],
  ['orders/src/app.latest.ts', 'production'],
  ['orders/src/__mocks__/axios.ts', 'test'],
  ['orders/src/mockCatalog.repository.ts', 'test'],
  ['apps/orders-e2e/src/main.ts', 'test'],
  ['src/loadgenerator/index.js', 'test'],
  ['load-gen/index.js', 'test'],
  ['orders/integration-test/index.js', 'test'],
  ['orders/mocha_spec/helpers/index.js', 'test'],
  ['orders/dist/app.js', 'generated'],
  ['coverage/lcov-report/sorter.js', 'generated'],
  ['orders/proto/orders_pb.js', 'generated'],
  ['apps/api/src/benchmarks/benchmarks.controller.ts', 'production'],
  ['benchmarks/orders.js', 'test'],
  ['packages/db/manual-data-migrations/one.ts', 'migration'],
  ['generator/src/main.template.ts', 'tooling'],
  ['web/public/app.min.js', 'generated'],
  ['vendor/jquery.js', 'vendored'],
  ['orders/src/types.d.ts', 'declaration'],
  ['orders/src/data/migrations/1702-create.ts', 'migration'],
  ['orders/migration.ts', 'migration'],
  ['orders/src/data/seeds/data-seeder.ts', 'seed'],
  ['packages/data-seeder/src/index.ts', 'seed'],
  ['scripts/deploy.js', 'tooling'],
  ['orders/jest.config.ts', 'tooling'],
  ['orders/ecosystem.config.js', 'tooling'],
  ['orders/.eslintrc.cjs', 'tooling'],
  ['web/public/js/cart.js', 'browser'],
  ['public/src/notices.controller.ts', 'production'],
  ['public/src/notices.js', 'browser'],
  ['backend/src/api/public/index.ts', 'production'],
  ['backend/src/api/public/index.js', 'browser'],
  ['backend/src/public/js/cart.ts', 'browser'],
  ['public/cart.ts', 'browser'],
  ['web/src/Cart.vue', 'browser'],
])('%s is %s', (file, role) => {
  expect(roleOf(file)).toBe(role);
});

test('JavaScript beside its TypeScript source is generated', () => {
  const files = new Set(['lib/bus.ts', 'lib/bus.js', 'lib/log.js']);
  expect([...files].map((file) => roleAmong(files, file))).toEqual(['production', 'generated', 'production']);
});
