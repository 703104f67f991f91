// How long it takes to link the fact files of many small repositories, and how much memory: node bench/link-many.mjs [count].
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const count = Number(process.argv[2] ?? 1000);
const { collectFacts } = await import('../dist/recover/write-facts.js');
const { recoverFactFiles } = await import('../dist/recover/recover-fact-files.js');

const top = mkdtempSync(join(tmpdir(), 'archwright-many-'));
const name = (index) => `service-${String(index % count).padStart(4, '0')}`;

/** A small service: six source files, a compose file and a chart; it calls two others, publishes and consumes. */
function repository(index) {
  const [first, second] = [name(index + 1), name(index * 7 + 3)];
  const id = `n${index}`;
  return {
    'package.json': JSON.stringify({
      name: name(index),
      private: true,
      scripts: { start: 'node dist/main.js' },
      dependencies: { express: '*', axios: '*', kafkajs: '*', pg: '*' },
    }),
    Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["node", "dist/main.js"]\n',
    'docker-compose.yml': `services:\n  ${name(index)}:\n    build: .\n    ports: ["3000:3000"]\n    environment:\n      FIRST_URL: http://${first}:3000\n      DATABASE_URL: postgres://app:secret@db:5432/app\n  db:\n    image: postgres:16\n`,
    'k8s/deployment.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name(index)} }\nspec:\n  selector: { matchLabels: { app: ${name(index)} } }\n  template:\n    metadata: { labels: { app: ${name(index)} } }\n    spec:\n      containers:\n        - name: app\n          image: acme/${name(index)}:1.0\n          env: [{ name: SECOND_URL, value: "http://${second}:3000" }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name(index)} }\nspec: { selector: { app: ${name(index)} }, ports: [{ port: 3000 }] }\n`,
    'src/main.ts': `import express from 'express';\nimport { ${id}Routes } from './routes';\nimport { consume } from './events';\nconst app = express();\napp.use('/api', ${id}Routes);\nvoid consume();\napp.listen(3000);\n`,
    'src/routes.ts': `import { Router } from 'express';\nimport { place, find } from './logic';\nexport const ${id}Routes = Router();\n${id}Routes.post('/${id}/orders', place);\n${id}Routes.get('/${id}/orders/:id', find);\n${id}Routes.get('/health', (_req, res) => res.send('ok'));\n`,
    'src/logic.ts': `import { get, post } from './http';\nimport { publish } from './events';\nimport { rows } from './store';\nexport async function place(req, res) {\n  await post(process.env.FIRST_URL + '/api/n${(index + 1) % count}/orders', req.body);\n  await publish('${id}.placed', req.body);\n  res.json(await rows('select * from orders'));\n}\nexport async function find(req, res) {\n  res.json(await get(\`\${process.env.SECOND_URL}/api/n${(index * 7 + 3) % count}/orders/\${req.params.id}\`));\n}\n`,
    'src/http.ts':
      "import axios from 'axios';\nconst client = axios.create({ timeout: 2000 });\nexport const get = (url: string) => client.get(url);\nexport const post = (url: string, body: unknown) => client.post(url, body);\n",
    'src/events.ts': `import { Kafka } from 'kafkajs';\nconst kafka = new Kafka({ brokers: ['kafka:9092'] });\nconst producer = kafka.producer();\nexport const publish = (topic: string, body: unknown) => producer.send({ topic, messages: [{ value: JSON.stringify(body) }] });\nexport async function consume() {\n  const consumer = kafka.consumer({ groupId: '${id}' });\n  await consumer.subscribe({ topic: 'n${(index + 1) % count}.placed' });\n}\n`,
    'src/store.ts':
      "import { Pool } from 'pg';\nconst pool = new Pool({ connectionString: process.env.DATABASE_URL });\nexport const rows = async (sql: string) => (await pool.query(sql)).rows;\n",
  };
}

try {
  let begun = performance.now();
  mkdirSync(join(top, 'facts'));
  let bytes = 0;
  for (let index = 0; index < count; index++) {
    const root = join(top, name(index));
    for (const [file, text] of Object.entries(repository(index))) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const text = JSON.stringify(await collectFacts(root, { version: 'bench' }));
    bytes += text.length;
    writeFileSync(join(top, 'facts', `${name(index)}.json`), text);
    rmSync(root, { recursive: true });
  }
  const made = performance.now() - begun;
  begun = performance.now();
  let phases = [];
  const { model } = await recoverFactFiles([join(top, 'facts')], { onStats: (stats) => ({ phases } = stats) });
  const linked = performance.now() - begun;
  for (const { name: phase, ms } of phases) console.log(`${phase.padEnd(24)} ${(ms / 1000).toFixed(2).padStart(7)} s`);
  const toServices = model.calls.filter(({ toKind, toEndpoint }) => toKind === 'service' && toEndpoint !== null).length;
  console.log(
    [
      `${count} repositories: facts in ${(made / 1000).toFixed(1)} s (${(bytes / count / 1024).toFixed(0)} KB each), linked in ${(linked / 1000).toFixed(1)} s,`,
      `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB at most; ${model.services.length} services, ${model.calls.length} calls (${toServices} to an endpoint),`,
      `${model.channels.length} channels, ${model.datastores.length} datastores`,
    ].join('\n'),
  );
} finally {
  rmSync(top, { recursive: true, force: true });
}
