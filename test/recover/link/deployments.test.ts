import { expect, test } from 'vitest';
import { recoverFiles, type Files } from '../../support/recover-files.ts';

const service = (name: string): Files => ({
  [`${name}/package.json`]: `{ "name": "${name}", "scripts": { "start": "node server.js" }, "dependencies": { "express": "4" } }`,
  [`${name}/server.js`]: `const app = require('express')();\napp.get('/${name}', (req, res) => res.end());\napp.listen(3000);\n`,
});
const shop = { ...service('orders'), ...service('payment') };

async function deployment(files: Files) {
  const { deployment: found } = await recoverFiles({ ...shop, ...files });
  return {
    open: found.exposures.map(
      ({ service: id, by, evidence: [at] }) => `${id} ${by} ${at?.file ?? ''}:${at?.line ?? 0}`,
    ),
    infrastructure: found.infrastructure.map(({ engine, names }) => `${engine} ${names.join()}`),
    order: found.startOrders.map((one) => `${one.service} after ${one.after} :${one.evidence[0]?.line ?? 0}`),
  };
}

const compose = (orders: string, rest = ''): string => `services:
  orders:
    build: orders
    ${orders}
    depends_on: [payment, db]
  payment:
    build: payment
  db:
    image: postgres:16
${rest}`;

test('a published port opens a service; order and infrastructure are told', async () => {
  expect(await deployment({ 'compose.yaml': compose('ports: ["80:3000"]') })).toEqual({
    open: ['orders compose compose.yaml:2'],
    infrastructure: ['postgres db'],
    order: ['orders after payment :5'],
  });
});

test.each([
  ['a port that only this machine can reach', { 'compose.yaml': compose('ports: ["127.0.0.1:80:3000"]') }],
  ['a port inside the network', { 'compose.yaml': compose('expose: ["3000"]') }],
  ['a file for development', { 'compose.dev.yaml': compose('ports: ["80:3000"]') }],
  ['a database that is open, too', { 'compose.yaml': compose('ports: ["80:3000"]', '    ports: ["5432:5432"]\n') }],
  ['mounted source', { 'compose.yaml': compose('ports: ["80:3000"]\n    volumes: ["./orders:/app"]') }],
  [
    'a development environment',
    { 'compose.yaml': compose('ports: ["80:3000"]\n    environment: [NODE_ENV=development]') },
  ],
  ['a service for some occasions', { 'compose.yaml': compose('ports: ["80:3000"]\n    profiles: [debug]') }],
])('%s opens nothing', async (_, files) => {
  expect((await deployment(files as Files)).open).toEqual([]);
});

const cluster = (type: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: orders, image: shop/orders }] }
---
apiVersion: v1
kind: Service
metadata: { name: orders }
spec: { type: ${type}, selector: { app: orders }, ports: [{ port: 80 }] }
`;
const ingress = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  rules:
    - http: { paths: [{ path: /orders, backend: { service: { name: orders, port: { number: 80 } } } }] }
`;

test('in a cluster Services of an open type and Ingresses count, and compose is for development', async () => {
  const files = { 'compose.yaml': compose('ports: ["80:3000"]') };
  expect((await deployment({ ...files, 'deploy/orders.yaml': cluster('LoadBalancer') })).open).toEqual([
    'orders kubernetes-service deploy/orders.yaml:11',
  ]);
  expect((await deployment({ ...files, 'deploy/orders.yaml': cluster('ClusterIP') })).open).toEqual([]);
  expect((await deployment({ ...files, 'deploy/orders.yaml': cluster('ClusterIP') + ingress })).open).toEqual([
    'orders ingress deploy/orders.yaml:19',
  ]);
});

const routes: readonly (readonly [string, string, readonly string[]])[] = [
  ['an Ingress', ingress, ['Ingress any /orders :19']],
  [
    'a default backend',
    '---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop }\nspec:\n  defaultBackend: { service: { name: orders, port: { number: 80 } } }\n',
    ['Ingress any / :18'],
  ],
  [
    'the Gateway API',
    '---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: shop }\nspec:\n  hostnames: [shop.example]\n  rules:\n    - matches: [{ path: { type: PathPrefix, value: /orders } }, { path: { value: /carts } }]\n      backendRefs: [{ name: orders, port: 80 }]\n',
    ['HTTPRoute shop.example /orders :21', 'HTTPRoute shop.example /carts :21'],
  ],
  [
    'gRPC over the Gateway API',
    '---\napiVersion: gateway.networking.k8s.io/v1\nkind: GRPCRoute\nmetadata: { name: shop }\nspec:\n  rules:\n    - matches: [{ method: { service: shop.Orders, method: Place } }]\n      backendRefs: [{ name: orders, port: 80 }]\n',
    ['GRPCRoute any /shop.Orders/Place :20'],
  ],
  [
    'Traefik',
    '---\napiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: { name: shop }\nspec:\n  routes:\n    - match: Host(`shop.example`) && PathPrefix(`/orders`)\n      services: [{ name: orders, port: 80 }]\n',
    ['IngressRoute shop.example /orders :20'],
  ],
  [
    'Istio, through a gateway',
    '---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: shop }\nspec:\n  hosts: [shop.example]\n  gateways: [shop-gateway]\n  http:\n    - match: [{ uri: { prefix: /orders } }]\n      route: [{ destination: { host: orders.shop.svc.cluster.local, port: { number: 80 } } }]\n',
    ['VirtualService shop.example /orders :22'],
  ],
  [
    'Istio inside the mesh lets nothing in',
    '---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: shop }\nspec:\n  hosts: [orders]\n  http:\n    - route: [{ destination: { host: orders } }]\n',
    [],
  ],
];

test.each(routes)('%s: host and path lead to a service', async (_, resource, expected) => {
  const { deployment: found } = await recoverFiles({ ...shop, 'deploy/orders.yaml': cluster('ClusterIP') + resource });
  const told = found.exposures.flatMap(({ service: id, routes: all = [] }) =>
    id === 'orders'
      ? all.map(({ kind, host, path, evidence }) => `${kind} ${host ?? 'any'} ${path} :${evidence.line}`)
      : [],
  );
  expect(told).toEqual(expected);
});

test('a service has the lines of its own source', async () => {
  const { services } = await recoverFiles({ ...shop, 'orders/rules.js': 'module.exports = {\n  most: 3,\n};' });
  expect(services.map(({ id, lines }) => `${id} ${lines}`)).toEqual(['orders 7', 'payment 4']);
});
