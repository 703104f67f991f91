import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { declaredModel } from '../src/blueprint/declared-model.ts';
import { readBlueprint } from '../src/blueprint/read-blueprint.ts';
import { renderDocs } from '../src/docs/render-docs.ts';
import { compareModels } from '../src/model/compare.ts';
import type { SystemModel } from '../src/model/system.ts';
import { recoverSystem } from '../src/recover/recover-system.ts';
import {
  bank,
  choreographed,
  computing,
  edge,
  engines,
  orders,
  plain,
  remote,
  transcoded,
} from './scaffold/blueprints.ts';
import { lintFolder } from './support/lint-folder.ts';
import { runMain } from './support/run-main.ts';

const example = path.resolve(import.meta.dirname, '../examples/shop/archwright.yaml');

// What the generated platform keeps for itself; no blueprint speaks of it.
const platform = {
  ignoreTables: [
    'schema_migrations',
    'sagas',
    'saga_steps',
    'saga_notes',
    'saga_effects',
    'choreographies',
    'saga_workflows',
    'outbox',
    'inbox',
    'idempotency_keys',
  ],
  ignoreChannels: /^(?:dead-letters|retry|sagas)\.|\bsaga\.alert\b/,
};

describe('a system that was generated', () => {
  let root = '';
  let observed: SystemModel;

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'archwright-round-trip-'));
    copyFileSync(example, path.join(root, 'archwright.yaml'));
    const { status } = await runMain('generate', root);
    expect(status).toBe(0);
    observed = (await recoverSystem(root)).model;
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('is recovered as its blueprint declares it', () => {
    const declared = declaredModel(readBlueprint(path.join(root, 'archwright.yaml')));
    expect(compareModels(declared, observed, platform)).toEqual({ declaredOnly: [], observedOnly: [] });
    expect(observed.calls.length).toBeGreaterThanOrEqual(7);
  });

  test('has a deadline and a breaker on every call between services', () => {
    const internal = observed.calls.filter((call) => call.to !== null && call.method !== 'ALL');
    expect(internal.map((call) => call.policy.timeout.state)).not.toContain('absent');
    expect(internal.map((call) => call.policy.timeout.state)).not.toContain('unknown');
    const clients = internal.filter((call) => call.evidence[0]?.file.includes('/clients/') ?? false);
    expect(clients.map((call) => call.policy.circuitBreaker.state)).not.toContain('absent');
  });

  test('publishes where the row of its outbox is put in, and tells who sends it', () => {
    const published = observed.publications.find(({ channel }) => channel === 'nats:order.created');
    const files = published?.evidence.map(({ file }) => file.replace('services/orders/src/', ''));
    expect(files?.[0]).toBe('events.ts');
    expect(files).toContain('platform/outbox.ts');
    expect(files?.at(-1)).toBe('platform/bus-nats.ts');
  });

  test('has no findings', async () => {
    const { findings } = await lintFolder(root);
    expect(findings).toEqual([]);
  });

  test('is shown by its documents, every service and every event', () => {
    const pages = renderDocs(observed, {
      source: { kind: 'relative', toRoot: '../..' },
      availability: 0.999,
      command: 'archwright docs',
    });
    for (const service of observed.services) expect(pages.get('index.md')).toContain(service.name);
    for (const event of ['order.created', 'payment.settled']) expect(pages.get('events.md')).toContain(event);
    expect(pages.get('data.md')).toContain('order_items');
  });
});

test('gateways and backends for frontends are recovered as they are declared', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-edge-'));
  try {
    // With manifests, which are read as well.
    writeFileSync(
      path.join(root, 'archwright.yaml'),
      edge.replace('defaults: {', 'defaults: { deploy: [compose, kubernetes],'),
    );
    expect((await runMain('generate', root)).status).toBe(0);
    const declared = declaredModel(readBlueprint(path.join(root, 'archwright.yaml')));
    const { model } = await recoverSystem(root);
    expect(compareModels(declared, model, platform)).toEqual({ declaredOnly: [], observedOnly: [] });
    expect(model.services.find(({ name }) => name === 'mobile-bff')?.kind).toBe('bff');
    const bff = model.calls.filter(({ from, to }) => from === 'mobile-bff' && to !== null);
    expect(bff.map(({ fromEndpoints }) => fromEndpoints.length)).toEqual([1, 1, 1]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('a choreographed saga is recovered with every event that its blueprint stands for, and documented', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-choreography-'));
  try {
    writeFileSync(path.join(root, 'archwright.yaml'), choreographed);
    expect((await runMain('generate', root)).status).toBe(0);
    const declared = declaredModel(readBlueprint(path.join(root, 'archwright.yaml')));
    const observed = (await recoverSystem(root)).model;
    expect(compareModels(declared, observed, platform)).toEqual({ declaredOnly: [], observedOnly: [] });
    expect([declared.publications.length, observed.subscriptions.length, observed.calls.length]).toEqual([11, 15, 0]);
    const pages = renderDocs(observed, {
      source: { kind: 'relative', toRoot: '../..' },
      availability: 0.999,
      command: 'archwright docs',
    });
    for (const { name } of declared.channels) expect(pages.get('events.md')).toContain(name);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

const shop = readFileSync(example, 'utf8');

test.each(['express', 'nest'])('a system on %s is recovered and sound', { timeout: 300_000 }, async (http) => {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-flavour-'));
  try {
    const text = shop.replace('http: fastify', `http: ${http}, telemetry: otel`);
    writeFileSync(path.join(root, 'archwright.yaml'), `${text.trimEnd()}\nlint: { extends: strict }\n`);
    expect((await runMain('generate', root)).status).toBe(0);
    const observed = (await recoverSystem(root)).model;
    const declared = declaredModel(readBlueprint(path.join(root, 'archwright.yaml')));
    expect(compareModels(declared, observed, platform)).toEqual({ declaredOnly: [], observedOnly: [] });
    const stock = observed.calls.find(({ id }) => id === 'catalogue → inventory GET /stock/:sku');
    expect(stock?.fromEndpoints).toEqual(['catalogue GET /products/:id']);
    expect(observed.services.find(({ id }) => id === 'orders')?.frameworks).toContain(
      http === 'nest' ? '@nestjs/core' : http,
    );
    expect((await runMain('lint', root, '--no-cache', '--format', 'compact')).stdout).toBe('');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

describe('the preset "strict"', () => {
  test.each([
    ['a shop on NATS', shop],
    ['a shop on RabbitMQ', shop.replace('bus: nats', 'bus: rabbitmq')],
    ['a shop on Redis Streams', shop.replace('bus: nats', 'bus: redis')],
    ['a shop on Kafka', shop.replace('bus: nats', 'bus: kafka')],
    ['a shop on SQS', shop.replace('bus: nats', 'bus: sqs')],
    ['a shop whose events stay within a process', shop.replace('bus: nats', 'bus: in-process')],
    ['every kind of endpoint, call and event on RabbitMQ', orders],
    ['every kind of endpoint, call and event on NATS', orders.replace('bus: rabbitmq', 'bus: nats')],
    ['a choreographed saga', choreographed],
    ['sagas that engines lead', engines],
    ['a plain HTTP service', plain],
    ['events as the source of data, views and copies', bank],
    ['services on gRPC', remote],
    ['gateways that answer by calls over gRPC', transcoded],
    ['jobs in worker threads', computing],
    ['a gateway and a backend for frontend', edge],
  ])('finds nothing in %s', async (_, text) => {
    const root = mkdtempSync(path.join(tmpdir(), 'archwright-strict-'));
    try {
      writeFileSync(path.join(root, 'archwright.yaml'), `${text.trimEnd()}\nlint: { extends: strict }\n`);
      expect((await runMain('generate', root)).status).toBe(0);
      if (text === remote || text === transcoded || text === engines) {
        const declared = declaredModel(readBlueprint(path.join(root, 'archwright.yaml')));
        const { model } = await recoverSystem(root);
        expect(compareModels(declared, model, platform)).toEqual({ declaredOnly: [], observedOnly: [] });
      }
      const { stdout } = await runMain('lint', root, '--no-cache', '--format', 'compact');
      expect(stdout).toBe('');
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
