import { expect, test } from 'vitest';
import { hardCodedEndpoint } from '../../../src/lint/rules/hard-coded-endpoint.ts';
import type { Address } from '../../../src/model/system.ts';
import { at, shopModel } from '../../support/shop-model.ts';

const services = { inventory: {}, orders: {} };

function severities(route: string, origin: Address['origin'], host: string | null) {
  const address = { origin, host, scheme: 'http', evidence: [at('orders/src/stock.ts:3:15')] };
  return hardCodedEndpoint.run(shopModel({ services, calls: [{ route, address }] })).map(({ severity }) => severity);
}

test.each([
  ['an IP address', 'orders → inventory', '10.0.3.17:8080', 'error'],
  ['localhost', 'orders → inventory', 'localhost:3001', 'error'],
  ['an IPv6 address', 'orders → somewhere', '[fd00::17]:8080', 'error'],
  ['a machine of the own network', 'orders → somewhere', 'erp.corp', 'error'],
  ['the name of a service', 'orders → inventory', 'inventory:3000', 'warning'],
  ['the cluster name of a service', 'orders → inventory', 'inventory.shop.svc.cluster.local', 'warning'],
  ['a public name of an own service', 'orders → inventory', 'stock.shop.example', 'warning'],
  ['an environment of others', 'orders → stripe', 'sandbox.stripe.example', 'info'],
  ['an application on a platform', 'orders → somewhere', 'shop-4711.herokuapp.com', 'info'],
])('%s in the code', (_, route, host, severity) => {
  expect(severities(route, 'literal', host)).toEqual([severity]);
});

test.each([
  ['a machine', '10.0.3.17:8080', ['warning']],
  ['localhost', 'localhost:3001', []],
  ['the loopback address', '127.0.0.1:3001', []],
  ['the name of a service', 'inventory:3000', []],
  ['the cluster name of a service', 'inventory.shop.svc.cluster.local', []],
  ['the name under which a service is deployed', 'stock-svc:3000', []],
])('%s as the default of a variable', (_, host, expected) => {
  expect(severities('orders → inventory', 'default', host)).toEqual(expected);
});

test.each([
  ['read from configuration', 'config', '10.0.3.17'],
  ['not known', 'unknown', null],
  ['known in part', 'literal', '{region}.shop.example'],
  ['the public address of others', 'literal', 'api.stripe.com'],
  ['a domain that is called like an environment', 'literal', 'dev.to'],
  ['like an environment in part of a word', 'literal', 'api.contest.example'],
  ['the metadata service of a cloud', 'literal', '169.254.169.254'],
  ['the Dapr sidecar', 'literal', 'localhost:3500'],
  ['to be filled in', 'literal', 'your-ip:3000'],
  ['a word for somebody', 'literal', 'externalApi'],
  ['of an example', 'literal', 'staging.example.com'],
] as const)('an address that is %s is no finding', (_, origin, host) => {
  expect(severities('orders → somewhere', origin, host)).toEqual([]);
});

test('one literal that several calls use is one finding', () => {
  const address = {
    origin: 'literal',
    host: '10.0.3.17',
    scheme: 'http',
    evidence: [at('orders/src/config.ts:3:15')],
  } as const;
  const calls = [
    { route: 'orders → inventory', address },
    { route: 'orders → inventory', address },
  ];
  const [report, ...others] = hardCodedEndpoint.run(shopModel({ services, calls }));
  expect(others).toEqual([]);
  expect(report).toMatchObject({
    at: { file: 'orders/src/config.ts', line: 3 },
    message: 'the address "10.0.3.17" of service "inventory" stands in the code of "orders", used by 2 calls',
  });
  expect(report?.evidence).toHaveLength(2);
});

test('a service that asks itself on this machine has no other address', () => {
  const address: Address = {
    origin: 'literal',
    host: '127.0.0.1:3001',
    scheme: 'http',
    evidence: [at('orders/src/health.ts:3:15')],
  };
  const model = (ports: readonly number[]) =>
    shopModel({ services: { inventory: {}, orders: { ports } }, calls: [{ route: 'orders → somewhere', address }] });
  expect(hardCodedEndpoint.run(model([3001]))).toEqual([]);
  expect(hardCodedEndpoint.run(model([3002]))).toHaveLength(1);
});
