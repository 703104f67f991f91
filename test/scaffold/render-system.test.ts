import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../src/io/yaml.ts';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint, computing, orders, plain } from './blueprints.ts';

const templates = readTemplates();
const files = renderSystem(blueprint(orders), templates);

function under(folder: string, from: ReadonlyMap<string, string> = files): string[] {
  return [...from.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
}

function text(path: string): string {
  const found = files.get(path);
  if (found === undefined) throw new Error(`"${path}" was not rendered`);
  return found;
}

describe('renderSystem', () => {
  test('writes the same bytes for the same blueprint', () => {
    expect([...renderSystem(blueprint(orders), readTemplates())]).toEqual([...files]);
  });

  test('leaves no template syntax, no unrendered name and no absolute path behind', () => {
    for (const [path, content] of files) {
      expect(content, path).not.toMatch(/\{\{|\}\}\}|\[object Object\]/);
      expect(path).toMatch(/^[\w./-]+$/);
      expect(path).not.toMatch(/\.hbs$|(^|\/)_/);
      expect(content.endsWith('\n'), path).toBe(true);
      expect(content, path).not.toMatch(/[ \t]+$|\n{3,}/m);
    }
  });

  test('a service has what its blueprint says', () => {
    expect(under('services/orders/src/').filter((path) => !path.startsWith('platform/'))).toEqual([
      'clients/payment.ts',
      'config.ts',
      'dependencies.ts',
      'events.ts',
      'fields.ts',
      'handlers/add-item.ts',
      'handlers/cancel.ts',
      'handlers/delete-orders-by-id.ts',
      'handlers/get-orders-by-id.ts',
      'handlers/get-orders.ts',
      'handlers/patch-orders-by-id.ts',
      'handlers/place-order.ts',
      'handlers/put-orders-by-id.ts',
      'handlers/quote.ts',
      'main.ts',
      'manage-sagas.ts',
      'redrive.ts',
      'routes.ts',
      'sagas/place-order.ts',
      'sagas/undone.ts',
      'service.ts',
      'store/migrations.ts',
      'store/order-items.ts',
      'store/orders.ts',
      'store/row.ts',
      'subscriptions/payment-settled.ts',
      'unpark.ts',
    ]);
  });

  test('only the adapters of the chosen bus are copied, only what is imported is a dependency', () => {
    expect(under('services/audit/src/platform/')).toContain('bus-rabbitmq.ts');
    expect([...files.keys()].filter((path) => path.includes('bus-nats'))).toEqual([]);
    const dependencies = (service: string): string[] =>
      Object.keys((JSON.parse(text(`services/${service}/package.json`)) as { dependencies: object }).dependencies);
    expect(dependencies('audit')).toEqual(['amqplib', 'fastify', 'pino', 'zod']);
    expect(dependencies('web')).toEqual(['fastify', 'pino', 'undici', 'zod']);
    expect(dependencies('payment')).toEqual(['@electric-sql/pglite', 'amqplib', 'fastify', 'pg', 'pino', 'zod']);
  });

  test('a handler calls, writes, publishes and starts what its endpoint declares', () => {
    expect(text('services/orders/src/handlers/place-order.ts')).toContain(
      "const saga = await deps.sagas.start('place-order', order.id, { ...request.body, orderId: order.id }, tx);",
    );
    const cancel = text('services/orders/src/handlers/cancel.ts');
    expect(cancel).toMatch(/deps\.paymentClient\.refund\(.*changeOrder\(.*publishOrderCancelled\(/s);
    expect(text('services/orders/src/events.ts')).toContain("await outbox.publish(tx, 'order.cancelled',");
    expect(text('services/orders/src/events.ts')).toContain("await deps.bus.subscribe('payment.settled',");
    expect(text('services/orders/src/store/orders.ts')).toContain('INSERT INTO orders (');
    expect(text('services/orders/src/store/order-items.ts')).toContain('INSERT INTO order_items (');
  });

  test('a service without a store publishes at once, and takes no outbox along', () => {
    const found = renderSystem(
      blueprint(plain.replace('endpoints:', 'publishes: [quote.given]\n    endpoints:')),
      templates,
    );
    expect(found.get('services/quotes/src/events.ts')).toContain("await bus.publish('quote.given',");
    expect([...found.keys()].filter((path) => /outbox|inbox|redrive|saga/.test(path))).toEqual([]);
  });

  test('dead letters can be brought back where events are handled that come from a broker', () => {
    const scripts = (service: string): object =>
      (JSON.parse(text(`services/${service}/package.json`)) as { scripts: object }).scripts;
    expect(scripts('orders')).toMatchObject({ redrive: 'node dist/redrive.js' });
    expect(scripts('payment')).not.toHaveProperty('redrive');
    expect(scripts('payment')).toMatchObject({ unpark: 'node dist/unpark.js' });
    const inProcess = renderSystem(blueprint(orders.replace('bus: rabbitmq', 'bus: in-process')), templates);
    expect([...inProcess.keys()].filter((path) => /redrive|parked|unpark/.test(path))).toEqual([]);
  });

  test('sagas can be managed by a command where there are any, and their alerts leave with the outbox', () => {
    const { scripts } = JSON.parse(text('services/orders/package.json')) as { scripts: object };
    expect(scripts).toMatchObject({ sagas: 'node dist/manage-sagas.js' });
    expect(text('services/payment/package.json')).not.toContain('manage-sagas');
    expect(text('services/orders/src/service.ts')).toContain("outbox.publish(tx, 'saga.alert', alert, { id: alert.id");
  });

  test('a saga has no way back behind its pivot', () => {
    const pivot = orders.replace('undo: payment.refund, timeout: 5s', 'timeout: 5s, pivot: true');
    const saga = renderSystem(blueprint(pivot), templates).get('services/orders/src/sagas/place-order.ts') ?? '';
    expect(saga).toMatch(/name: 'payment\.charge',\s+timeoutMs: 5_000,[^}]*pivot: true,/);
    expect(text('services/orders/src/sagas/place-order.ts')).not.toContain('pivot');
  });

  test('who does and undoes a step of a saga refuses what comes after its compensation', () => {
    const charge = text('services/payment/src/handlers/charge.ts');
    expect(charge).toMatch(/insertCharge\(tx,.*takeEffect\(tx, 'charge', charge\.id\).*publishPaymentSettled\(/s);
    const refund = text('services/payment/src/handlers/refund.ts');
    expect(refund).toMatch(/undoEffect\(tx, 'charge', id\).*ifThere\(changeCharge\(tx, id,/s);
    expect(text('services/payment/src/store/migrations.ts')).toContain('...sagaParticipantMigrations');
    expect(text('services/orders/src/store/migrations.ts')).not.toContain('sagaParticipantMigrations');
  });

  test('a call carries the policy of the blueprint', () => {
    const client = text('services/orders/src/clients/payment.ts').replace(/\s+/g, ' ');
    expect(client).toContain('deadlineMs: 500, attemptTimeoutMs: 250, retries: 1,');
    expect(client).toContain('deadlineMs: 3_000, attemptTimeoutMs: 3_000, retries: 0,');
    expect(client).toContain("method: 'GET', path: `/charges/${encodeURIComponent(id)}`");
  });

  test('a gateway leads a public prefix to the paths of its service', () => {
    const proxies = text('services/web/src/proxies.ts');
    expect(proxies).toContain("serve('/api/orders', '/orders')");
    expect(proxies).toContain("serve('/pay', '')");
  });

  test('the example of an environment names what the configuration checks, and what it has to be told', () => {
    for (const service of ['orders', 'audit', 'web']) {
      const config = text(`services/${service}/src/config.ts`);
      const checked = [...config.matchAll(/^ +([A-Z_]+): (?:z\.|url)/gm)].map(([, name]) => name);
      const lines = text(`services/${service}/.env.example`).split('\n');
      const named = lines.flatMap((line) => /^(?:# )?([A-Z_]+)=/.exec(line)?.[1] ?? []);
      expect(named, service).toEqual(checked);
    }
    const lines = text('services/orders/.env.example').split('\n');
    expect(lines).toEqual(expect.arrayContaining(['PAYMENT_URL=', '# PORT=4001', '# GRACE_MS=28000', '# BUS_URL=']));
    expect(lines.filter((line) => /^[A-Z]/.test(line))).toEqual(['PAYMENT_URL=']);
  });

  test('a default that the code works out is none that the environment could be told', () => {
    const example = renderSystem(blueprint(computing), templates).get('services/invoices/.env.example')?.split('\n');
    expect(example).toEqual(expect.arrayContaining(['# CPU_THREADS=', '# MAX_IN_FLIGHT=200']));
  });

  test('a README names the documents that describe its service', () => {
    const readme = text('services/orders/README.md');
    expect(readme).toMatch(
      /## Documents\n\n- \[openapi.json].*\n- \[asyncapi.yaml].*\n- \[.*contracts\/orders-payment.json\)/,
    );
    expect(text('services/audit/README.md')).not.toContain('openapi.json');
  });

  test('prefixes that would be one variable are kept apart', () => {
    const routes = 'routes: { /a-b: orders, /a/b: { to: orders, legacy: { url: OLD_URL, fields: { a: b } } } }';
    const found = renderSystem(blueprint(orders.replace(/routes: .*/, routes)), templates);
    const proxies = found.get('services/web/src/proxies.ts') ?? '';
    expect(proxies).toContain('const aBProxy = ');
    expect(proxies).toContain('aB2Facade');
    expect([...found.keys()]).toContain('services/web/src/legacy/a-b-2.ts');
  });

  test('containers find each other, their databases and the broker', () => {
    const compose = text('compose.yaml');
    expect(compose).toContain('PAYMENT_URL: http://payment:3000');
    expect(compose).toContain('@postgres:5432/orders\n');
    expect(compose).toContain('BUS_URL: amqp://app:');
    expect(compose).toContain('ports: ["127.0.0.1:4001:3000"]');
    expect(text('deploy/create-databases.sql')).toContain('CREATE DATABASE "payment" OWNER "payment";');
  });

  test('Redis keeps what it has confirmed, and asks for a password', () => {
    const found = renderSystem(blueprint(orders.replace('bus: rabbitmq', 'bus: redis')), templates);
    const { value } = parseYaml('compose.yaml', found.get('compose.yaml') ?? '');
    const { services } = value as { services: Record<string, { command?: string[]; environment?: object }> };
    const command = services['redis']?.command?.join(' ');
    expect(command).toContain('--appendonly yes --appendfsync always --maxmemory-policy noeviction');
    expect(command).toContain('--requirepass ${REDIS_PASSWORD:-redis}');
    expect(services['orders']?.environment).toMatchObject({
      BUS_URL: 'redis://:${REDIS_PASSWORD:-redis}@redis:6379',
    });
    expect(found.get('services/orders/src/config.ts')).toContain('BUS_URL: z.url({ protocol: /^rediss?$/ })');
    expect([...found.keys()].filter((path) => /bus-|redis-/.test(path) && path.includes('/orders/'))).toEqual([
      'services/orders/src/platform/bus-in-process.ts',
      'services/orders/src/platform/bus-redis.ts',
      'services/orders/src/platform/redis-consumer.ts',
      'services/orders/src/platform/redis-stream.ts',
    ]);
  });

  test('SQS is stood in for where the system runs by itself, and is reached over HTTPS in production', () => {
    const text = orders.replace('bus: rabbitmq', 'bus: sqs, deploy: [compose, kubernetes]');
    const found = renderSystem(blueprint(text), templates);
    const { value } = parseYaml('compose.yaml', found.get('compose.yaml') ?? '');
    const { services } = value as { services: Record<string, { environment?: object }> };
    expect(services['orders']?.environment).toMatchObject({ BUS_URL: 'sqs://local:local@sqs:4566' });
    const manifests = (overlay: string): string => found.get(`deploy/kubernetes/overlays/${overlay}/stores.yaml`) ?? '';
    expect(manifests('dev')).toMatch(/name: to-sqs[^]*port: 4566/);
    expect(manifests('production')).toMatch(/name: to-sqs[^]*cidr: 0\.0\.0\.0\/0[^]*port: 443/);
    expect(found.get('services/orders/src/config.ts')).toContain('BUS_URL: z.url({ protocol: /^sqs$/ })');
    expect([...found.keys()].filter((path) => /bus-|sqs-/.test(path) && path.includes('/orders/'))).toEqual([
      'services/orders/src/platform/bus-in-process.ts',
      'services/orders/src/platform/bus-sqs.ts',
      'services/orders/src/platform/sqs-broker.ts',
      'services/orders/src/platform/sqs-consumer.ts',
      'services/orders/src/platform/sqs-dead-letters.ts',
      'services/orders/src/platform/sqs-queue.ts',
    ]);
  });

  test('what a container waits for is there, and healthy before it', () => {
    const { value } = parseYaml('compose.yaml', text('compose.yaml'));
    const { services } = value as {
      services: Record<string, { depends_on?: Record<string, unknown>; healthcheck?: object }>;
    };
    expect(Object.keys(services)).toEqual(['orders', 'payment', 'audit', 'web', 'postgres', 'rabbitmq']);
    expect(services['orders']?.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      rabbitmq: { condition: 'service_healthy' },
    });
    expect(services['web']?.depends_on).toBeUndefined();
    for (const { depends_on: needs = {} } of Object.values(services))
      for (const name of Object.keys(needs)) expect(services[name]?.healthcheck).toBeDefined();
  });

  test('callees start before their callers', () => {
    const dev = text('dev.mjs');
    const names = [...dev.matchAll(/name: '(\w+)'/g)].map(([, name]) => name);
    expect(names).toEqual(['payment', 'orders', 'audit', 'web']);
  });

  test('a plain HTTP service stays small', () => {
    const small = renderSystem(blueprint(plain), templates);
    const service = [...small].filter(([path]) => path.startsWith('services/quotes/') && !path.includes('/test/'));
    expect(service.length).toBeLessThanOrEqual(35);
    const code = service
      .filter(([path]) => path.endsWith('.ts'))
      .flatMap(([, content]) => content.split('\n'))
      .filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/\*|\*)/.test(line));
    expect(code.length).toBeLessThanOrEqual(600);
    expect([...small.keys()].filter((path) => /store|bus|saga|client|database/.test(path))).toEqual([]);
    const { dependencies } = JSON.parse(small.get('services/quotes/package.json') ?? '') as { dependencies: object };
    expect(Object.keys(dependencies)).toEqual(['fastify', 'pino', 'zod']);
  });

  test('a blueprint without services is refused', () => {
    expect(() => renderSystem(blueprint('system: { name: empty }'), templates)).toThrow(/declares no services/);
  });

  test('a service in the root is refused', () => {
    const inRoot = blueprint(plain.replace('endpoints:', 'path: .\n    endpoints:'));
    expect(() => renderSystem(inRoot, templates)).toThrow(/"quotes" cannot lie in the root/);
  });

  test('two parts that would be one file are refused', () => {
    const twice = blueprint(plain.replace('endpoints:', 'owns: [row]\n    endpoints:').replace('/quotes]', '/row]'));
    expect(() => renderSystem(twice, templates)).toThrow(/would both be the file "src\/store\/row.ts"/);
  });
});
