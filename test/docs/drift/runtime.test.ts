import { describe, expect, test } from 'vitest';
import { findDrift } from '../../../src/docs/drift/find-drift.ts';
import { readRuntime } from '../../../src/docs/drift/runtime/read-runtime.ts';
import { call, model } from '../../model/build-model.ts';

const told = (text: string, file = 'edges'): string[] =>
  readRuntime(file, text).map(
    ({ from, to, kind, count, operation }) =>
      `${from} > ${to} ${kind} ${operation === null ? '' : `${operation.method} ${operation.path} `}${String(count)}`,
  );

const json = (value: unknown): string => JSON.stringify(value);

const otlp = (service: string, spans: readonly object[]): object => ({
  resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
  scopeSpans: [{ spans }],
});

const client = { traceId: 't1', spanId: 'a', kind: 3 };
const server = { traceId: 't1', spanId: 'b', parentSpanId: 'a', kind: 2 };
const consumer = { traceId: 't2', spanId: 'c', kind: 'SPAN_KIND_CONSUMER', links: [{ traceId: 't1', spanId: 'b' }] };

describe('edges are read from', () => {
  test('service-graph metrics in the text of Prometheus', () => {
    const text = `# HELP traces_service_graph_request_total Total count of requests between two nodes
# TYPE traces_service_graph_request_total counter
traces_service_graph_request_total{client="orders",server="payment",connection_type="",failed="false"} 12
traces_service_graph_request_total{client="orders",server="payment",connection_type="",failed="true"} 3
traces_service_graph_request_total{client="orders",server="orders-db",connection_type="database"} 40
traces_service_graph_request_total{client="orders",server="mailing",connection_type="messaging_system"} 7 1700000000000
traces_service_graph_request_total{client="user",server="web",connection_type="virtual_node"} 9
traces_service_graph_request_total{client="web",server="old",connection_type=""} 0
traces_service_graph_request_failed_total{client="a",server="b"} 1
`;
    expect(told(text)).toEqual([
      'orders > mailing messaging 7',
      'orders > orders-db datastore 40',
      'orders > payment call 15',
      'user > web unknown 9',
    ]);
    expect(readRuntime('m.prom', text)[2]?.evidence[0]).toMatchObject({ file: 'm.prom', line: 3 });
  });

  test('the answer of its query API', () => {
    const metric = { __name__: 'traces_service_graph_request_total', client: 'orders', server: 'payment' };
    const result = [
      { metric, value: [1700000000, '12'] },
      {
        metric: { ...metric, server: 'stock' },
        values: [
          [1700000000, '1'],
          [1700000060, '5'],
        ],
      },
    ];
    expect(told(json({ status: 'success', data: { resultType: 'vector', result } }))).toEqual([
      'orders > payment call 12',
      'orders > stock call 5',
    ]);
  });

  test.each([
    ['of its API', (list: unknown) => ({ data: list, total: 1 })],
    ['alone', (list: unknown) => list],
  ])('dependencies of Jaeger, %s', (_, wrapped) => {
    expect(told(json(wrapped([{ parent: 'orders', child: 'payment', callCount: 4 }])))).toEqual([
      'orders > payment call 4',
    ]);
  });

  test('traces of Jaeger', () => {
    const trace = {
      traceID: 't',
      processes: { p1: { serviceName: 'orders' }, p2: { serviceName: 'payment' } },
      spans: [
        { traceID: 't', spanID: '1', processID: 'p1', references: [], tags: [{ key: 'span.kind', value: 'client' }] },
        {
          traceID: 't',
          spanID: '2',
          processID: 'p2',
          references: [{ refType: 'CHILD_OF', traceID: 't', spanID: '1' }],
          tags: [],
        },
        {
          traceID: 't',
          spanID: '3',
          processID: 'p2',
          references: [{ refType: 'CHILD_OF', traceID: 't', spanID: '2' }],
          tags: [],
        },
      ],
    };
    expect(told(json({ data: [trace] }))).toEqual(['orders > payment call 1']);
  });

  test.each([
    ['OTLP', (batches: readonly object[]) => json({ resourceSpans: batches })],
    [
      'OTLP, a line for each service',
      (batches: readonly object[]) => batches.map((one) => json({ resourceSpans: [one] })).join('\n'),
    ],
    ['Tempo', (batches: readonly object[]) => json({ batches })],
    ['Tempo, version 2', (batches: readonly object[]) => json({ trace: { resourceSpans: batches } })],
  ])('traces of %s, with messages by their links', (_, written) => {
    const text = written([otlp('orders', [client]), otlp('payment', [server]), otlp('mailing', [consumer])]);
    expect(told(text)).toEqual(['orders > payment call 1', 'payment > mailing messaging 1']);
  });

  test('routes of servers, in spans of OTLP and Jaeger, and in labels of metrics', () => {
    const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });
    const attributes = [text('http.request.method', 'post'), text('http.route', '/charges/:id')];
    expect(
      told(json({ resourceSpans: [otlp('orders', [client]), otlp('payment', [{ ...server, attributes }])] })),
    ).toEqual(['orders > payment call POST /charges/:id 1']);
    const rpc = [text('rpc.service', 'shop.Payment'), text('rpc.method', 'Charge')];
    expect(
      told(json({ resourceSpans: [otlp('orders', [client]), otlp('payment', [{ ...server, attributes: rpc }])] })),
    ).toEqual(['orders > payment call Charge shop.Payment/Charge 1']);
    const tags = [
      { key: 'span.kind', value: 'server' },
      { key: 'http.method', value: 'GET' },
      { key: 'http.route', value: '/stock' },
    ];
    const spans = [
      { traceID: 't', spanID: '1', processID: 'p1', tags: [{ key: 'http.route', value: '/orders' }] },
      { traceID: 't', spanID: '2', processID: 'p2', references: [{ traceID: 't', spanID: '1' }], tags },
    ];
    const processes = { p1: { serviceName: 'orders' }, p2: { serviceName: 'stock' } };
    expect(told(json([{ traceID: 't', processes, spans }]))).toEqual(['orders > stock call GET /stock 1']);
    const labels = 'client="orders",server="stock",server_http_method="GET",server_http_route="/stock/{sku}"';
    expect(told(`traces_service_graph_request_total{${labels}} 2\n`)).toEqual([
      'orders > stock call GET /stock/{sku} 2',
    ]);
  });

  test.each(['', 'up 1\n', '{}', '{"data":"x"}', '[1]', 'null-ish {'])('nothing else: %j', (text) => {
    expect(() => readRuntime('x', text)).toThrow();
  });
});

describe('what was seen', () => {
  const system = model({
    calls: [call('orders POST /orders -> payment POST /charges')],
    services: ['stock'],
    events: ['orders > order.created', 'mailing < order.created'],
  });
  const edge = (from: string, to: string, kind: 'call' | 'messaging' | 'datastore' | 'unknown' = 'call') => ({
    from,
    to,
    kind,
    operation: null,
    count: 1,
    evidence: [{ file: 'm.prom', line: 1, column: 1 }],
  });

  test('agrees with calls and events, whatever telemetry calls a service', () => {
    const drift = findDrift(system, system, [
      edge('shop-orders', 'payment-service'),
      edge('orders', 'mailing', 'messaging'),
      edge('orders', 'orders-db', 'datastore'),
      edge('user', 'orders', 'unknown'),
    ]);
    expect(drift).toEqual({ items: [], undecided: [], unseen: [] });
  });

  test('is judged by its route, where telemetry tells it, whatever form its parameters have', () => {
    const asked = model({ calls: [call('orders POST /orders -> payment GET /charges/:id')] });
    const seen = (method: string, path: string) => ({ ...edge('orders', 'payment'), operation: { method, path } });
    const drift = findDrift(asked, asked, [
      seen('GET', '/charges/{charge}'),
      seen('GET', '/api/charges/:id'),
      seen('DELETE', '/charges/:id'),
      seen('POST', '/refunds'),
      seen('GET', '/health'),
      { ...seen('POST', 'refunds'), count: 4 },
    ]);
    expect(drift.items.map(({ what, observed }) => `${what} ${observed ?? ''}`)).toEqual([
      'orders → payment DELETE /charges/:id requests seen: 1',
      'orders → payment GET /api/charges/:id requests seen: 1',
      'orders → payment POST /refunds requests seen: 5',
    ]);
  });

  test('is drift where neither side has it, and what was not seen is told and is none', () => {
    const drift = findDrift(system, system, [edge('orders', 'stock'), edge('payment', 'ledger')]);
    expect(drift.items.map(({ state, what }) => `${state} ${what}`)).toEqual([
      'runtime-only orders → stock',
      'runtime-only payment → ledger',
    ]);
    expect(drift.unseen).toEqual([
      { from: 'orders', to: 'mailing' },
      { from: 'orders', to: 'payment' },
    ]);
  });
});
