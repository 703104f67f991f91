import { describe, expect, test } from 'vitest';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

const lines = async (files: Files): Promise<readonly string[]> =>
  (await recoverFiles(files)).calls.map(
    ({ path, toEndpoint, fromEndpoints, evidence: [site] }) =>
      `${fromEndpoints.join(', ') || '-'} → ${toEndpoint ?? path ?? '?'} ${String(site?.line)}`,
  );

const mail: Files = {
  'mail/package.json': service('mail', 'express'),
  'mail/src/app.js': `import express from 'express';
const app = express();
app.post('/events/created', (req, res) => res.end());
app.get('/api/people/email', (req, res) => res.end());
app.get('/api/people/name', (req, res) => res.end());
app.get('/api/people/:id', (req, res) => res.end());
app.listen(3000);
`,
};

describe('a function that posts what it is told', () => {
  const notify = (signature: string): Files => ({
    ...mail,
    'orders/package.json': { ...service('orders', 'express'), scripts: { start: 'node src/app.ts' } },
    'orders/src/notify.ts': signature,
    'orders/src/app.ts': `import express from 'express';
import { notify } from './notify';
const app = express();
app.post('/one', async (req, res) => { await notify({ event: 'created', url: process.env.MAIL_URL }); res.end(); });
app.post('/two', async (req, res) => { await notify({ event: 'removed', url: process.env.MAIL_URL }); res.end(); });
app.listen(3001);
`,
  });

  test('each caller asks for its own, not for that of the other', async () => {
    const found = await lines(
      notify(`export async function notify({ event, url }: { event: string; url: string }) {
  return await fetch(\`\${url}/events/\${event}\`, { method: 'POST' });
}
`),
    );
    expect(found).toEqual(['orders POST /one → mail POST /events/created 4', 'orders POST /two → /events/removed 5']);
  });

  test('a request that all callers make alike stays where it is made', async () => {
    const found = await lines(
      notify(`export async function notify({ event, url }: { event: string; url: string }) {
  return await fetch(\`\${url}/events/created\`, { method: 'POST', body: event });
}
`),
    );
    expect(found).toEqual(['orders POST /one, orders POST /two → mail POST /events/created 2']);
  });
});

test('an unknown segment asks for the endpoint with a parameter there, not for one with a word', async () => {
  const found = await lines({
    ...mail,
    'web/package.json': service('web', 'express', 'axios'),
    'web/src/app.js': `import axios from 'axios';
import express from 'express';
const client = axios.create({ baseURL: \`\${process.env.BACKEND}/api/people\` });
express().get('/who/:id', async (req, res) => res.json((await client.get(\`/\${req.params.id}\`)).data)).listen(3001);
`,
  });
  expect(found).toEqual(['web GET /who/:id → mail GET /api/people/:id 4']);
});

test('a method of a class that is handed to a router by its prototype is the handler', async () => {
  const found = await lines({
    ...mail,
    'web/package.json': service('web', 'express', 'axios'),
    'web/src/people.js': `import axios from 'axios';
export class People {
  async read(req, res) {
    res.json((await axios.get('http://mail:3000/api/people/name')).data);
  }
}
`,
    'web/src/app.js': `import express from 'express';
import { People } from './people.js';
const app = express();
app.get('/name', People.prototype.read);
app.get('/other', (req, res) => res.end());
app.listen(3001);
`,
  });
  expect(found).toEqual(['web GET /name → mail GET /api/people/name 4']);
});

test('a procedure of tRPC that another file makes leads where its own handler leads, and no other', async () => {
  const found = await lines({
    ...mail,
    'web/package.json': service('web', '@trpc/server', 'express', 'axios'),
    'web/src/trpc.js': `import { initTRPC } from '@trpc/server';
export const t = initTRPC.create();
`,
    'web/src/procedures.js': `import axios from 'axios';
import { t } from './trpc.js';
export const quiet = t.procedure.query(() => 1);
export const name = t.procedure.query(async () => (await axios.get('http://mail:3000/api/people/name')).data);
`,
    'web/src/app.js': `import express from 'express';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import { t } from './trpc.js';
import { name, quiet } from './procedures.js';
const router = t.router({ quiet, name });
express().use('/trpc', createExpressMiddleware({ router })).listen(3001);
`,
  });
  expect(found).toEqual(['web rpc name → mail GET /api/people/name 4']);
});

test('each of several queues on one channel is read for what it is bound to', async () => {
  const consume = (exchange: string, key: string, queue: string): string => `
export const ${queue} = async (channel) => {
  await channel.assertExchange('${exchange}', 'direct');
  const made = await channel.assertQueue('${queue}', { durable: true });
  await channel.bindQueue(made.queue, '${exchange}', '${key}');
  channel.consume(made.queue, (message) => console.log(message));
};`;
  const unnamed = (exchange: string): string => `
export const on_${exchange} = async (channel) => {
  const made = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(made.queue, '${exchange}', '');
  channel.consume(made.queue, (message) => console.log(message));
};`;
  const { subscriptions } = await recoverFiles({
    'package.json': service('mail', 'amqplib'),
    'src/consumers.js': `${consume('shop', 'created', 'mails')}${consume('bank', 'settled', 'receipts')}${unnamed('news')}${unnamed('alerts')}`,
    'src/app.js': `import amqp from 'amqplib';
import { mails, receipts, on_news, on_alerts } from './consumers.js';
const connection = await amqp.connect('amqp://mq');
const channel = await connection.createChannel();
await mails(channel);
await receipts(channel);
await on_news(channel);
await on_alerts(channel);
`,
  });
  expect(subscriptions.map(({ channel, evidence: [at] }) => `${channel} ${String(at?.line)}`)).toEqual([
    'rabbitmq:shop/created 6',
    'rabbitmq:bank/settled 12',
    'rabbitmq:news 17',
    'rabbitmq:alerts 22',
  ]);
});
