// Writes a system of many services, for documents to be made of: an edge, domains with a chain of calls, events and stores.
//   node bench/docs/make-system.mjs DIR [SERVICES]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const DOMAINS = [
  'orders',
  'payments',
  'stock',
  'shipping',
  'customers',
  'catalogue',
  'pricing',
  'search',
  'reviews',
  'support',
];
const PARTS = ['api', 'core', 'ledger', 'worker', 'notifier', 'reporting', 'archive', 'importer'];

/** Writes `size` services below `root`: each with endpoints, most with a store, a call to the next of its domain, and an event. */
export function makeSystem(root, size) {
  const services = Array.from({ length: size }, (_, n) => describe(n, size));
  for (const service of services) {
    const folder = path.join(root, 'services', service.name);
    mkdirSync(path.join(folder, 'src'), { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest(service), null, 2)}\n`);
    writeFileSync(path.join(folder, 'src/server.js'), source(service));
  }
  writeFileSync(
    path.join(root, 'package.json'),
    `${JSON.stringify({ name: 'synthetic-shop', private: true }, null, 2)}\n`,
  );
  writeFileSync(path.join(root, 'docker-compose.yml'), compose(services));
}

function describe(n, size) {
  const domains = Math.min(DOMAINS.length, Math.max(1, Math.ceil(size / PARTS.length)));
  const domain = DOMAINS[n % domains];
  const depth = Math.floor(n / domains);
  const name = `${domain}-${PARTS[depth % PARTS.length]}${depth >= PARTS.length ? `-${depth}` : ''}`;
  const named = (index) => (index < size && index >= 0 ? describeName(index, domains) : null);
  return {
    name,
    port: 3000 + n,
    isEdge: depth === 0,
    // Down its own domain, and now and then into the next one.
    calls: [
      depth < 3 ? named(n + domains) : null,
      depth === 1 && (n % domains) % 3 === 0 ? describeName(((n + 1) % domains) + domains, domains) : null,
    ].filter(Boolean),
    publishes: depth % 2 === 1 ? `${domain}.changed` : null,
    subscribes: depth >= 3 ? `${DOMAINS[(n + depth) % domains]}.changed` : null,
    store: depth < 3 ? `${domain}` : depth % 2 === 0 ? name.replaceAll('-', '_') : null,
    table: `${name.replaceAll('-', '_')}_items`,
    hasTimeout: n % 5 !== 0,
  };
}

function describeName(n, domains) {
  const depth = Math.floor(n / domains);
  return `${DOMAINS[n % domains]}-${PARTS[depth % PARTS.length]}${depth >= PARTS.length ? `-${depth}` : ''}`;
}

function manifest({ name }) {
  const dependencies = { express: '5.3.0', axios: '1.18.0', kafkajs: '2.2.4', pg: '8.23.1' };
  return {
    name,
    version: '1.0.0',
    private: true,
    type: 'module',
    scripts: { start: 'node src/server.js' },
    dependencies,
  };
}

function source({ name, port, calls, publishes, subscribes, store, table, hasTimeout }) {
  const variable = (other) => other.toUpperCase().replaceAll('-', '_');
  const item = calls.map(
    (other) =>
      `  await axios.get(\`\${process.env.${variable(other)}_URL}/items/\${request.params.id}\`${hasTimeout ? ', { timeout: 2000 }' : ''});`,
  );
  return [
    "import axios from 'axios';",
    "import express from 'express';",
    "import { Kafka } from 'kafkajs';",
    "import pg from 'pg';",
    '',
    'const app = express();',
    `const kafka = new Kafka({ clientId: '${name}', brokers: [process.env.KAFKA] });`,
    ...(store ? ['const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });'] : []),
    ...(publishes ? ['const producer = kafka.producer();'] : []),
    "app.get('/health', (request, response) => response.json({ up: true }));",
    "app.get('/items/:id', async (request, response) => {",
    ...item,
    ...(store
      ? [`  const { rows } = await pool.query('SELECT * FROM ${table} WHERE id = $1', [request.params.id]);`]
      : ['  const rows = [];']),
    '  response.json(rows);',
    '});',
    "app.post('/items', async (request, response) => {",
    ...(store ? [`  await pool.query('INSERT INTO ${table} (id) VALUES ($1)', [request.body.id]);`] : []),
    ...(publishes ? [`  await producer.send({ topic: '${publishes}', messages: [{ value: '{}' }] });`] : []),
    '  response.status(201).end();',
    '});',
    ...(subscribes
      ? [
          `const consumer = kafka.consumer({ groupId: '${name}' });`,
          `await consumer.subscribe({ topic: '${subscribes}' });`,
          'await consumer.run({ eachMessage: async ({ message }) => console.log(message.value) });',
        ]
      : []),
    `app.listen(${port});`,
    '',
  ].join('\n');
}

function compose(services) {
  const lines = ['services:', '  kafka: { image: bitnami/kafka }', '  postgres: { image: postgres:17 }'];
  for (const { name, port, isEdge, calls, store } of services) {
    lines.push(`  ${name}:`, `    build: services/${name}`);
    if (isEdge) lines.push(`    ports: ['${port}:${port}']`);
    if (calls[0]) lines.push(`    depends_on: [${calls[0]}]`);
    lines.push('    environment:', '      KAFKA: kafka:9092');
    if (store) lines.push(`      DATABASE_URL: postgres://app@postgres:5432/${store}`);
    for (const other of calls) {
      const its = services.find((service) => service.name === other);
      lines.push(`      ${other.toUpperCase().replaceAll('-', '_')}_URL: http://${other}:${its.port}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const [folder, size = '60'] = process.argv.slice(2);
  if (!folder) throw new Error('give the folder to write to');
  makeSystem(folder, Number(size));
}
