import { describe, expect, it } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { endpoints, recoverFiles, type Files } from '../../support/recover-files.ts';

async function deployed(dependency: string, code: string, more: Files = {}): Promise<SystemModel> {
  return recoverFiles({
    'package.json': {
      name: 'orders',
      main: 'src/main.ts',
      dependencies: { [dependency]: '*' },
      scripts: { start: 'func start' },
    },
    'src/main.ts': code,
    ...more,
  });
}

function taken(model: SystemModel): string[] {
  return model.subscriptions.map(({ channel }) => channel).sort();
}

describe('functions of Azure', () => {
  it('are registered by calls', async () => {
    const model = await deployed(
      '@azure/functions',
      `import { app } from '@azure/functions';
app.http('orders', { handler: async () => ({}) });
app.http('one', { methods: ['GET'], route: 'orders/{id:int?}', handler: async () => ({}) });
app.get('short', async () => ({}));
app.serviceBusQueue('q', { queueName: 'paid', connection: 'C', handler: async () => {} });
app.storageQueue('s', { queueName: 'jobs', connection: 'C', handler: async () => {} });
app.timer('t', { schedule: '0 * * * * *', handler: async () => {} });`,
    );
    expect(model.services.map(({ kind }) => kind)).toEqual(['function']);
    expect(endpoints(model)).toEqual(['GET /api/orders', 'GET /api/orders/:id', 'GET /api/short', 'POST /api/orders']);
    expect(taken(model)).toEqual(['azurequeue:jobs', 'servicebus:paid']);
  });

  it('are told by the function.json of their folder', async () => {
    const http = { type: 'httpTrigger', direction: 'in', name: 'req', methods: ['get'], route: 'orders/{id}' };
    const queue = { type: 'serviceBusTrigger', direction: 'in', name: 'm', queueName: 'paid', connection: 'C' };
    const setting = { type: 'queueTrigger', direction: 'in', name: 'm', queueName: '%JobsQueue%', connection: 'C' };
    const model = await recoverFiles({
      'package.json': { name: 'orders', scripts: { start: 'func start' } },
      'host.json': { version: '2.0' },
      'GetOrder/function.json': { bindings: [http, { type: 'http', direction: 'out', name: 'res' }] },
      'GetOrder/index.js': 'module.exports = async function (context, req) {};',
      'OnPaid/function.json': { bindings: [queue, { type: 'queue', direction: 'out', name: 'o', queueName: 'done' }] },
      'OnPaid/index.js': 'module.exports = async function (context, message) {};',
      'OnJob/function.json': { bindings: [setting] },
      'OnJob/index.js': 'module.exports = async function (context, message) {};',
      'Other/function.json': { name: 'no function of this kind', bindings: [] },
    });
    expect(model.services.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['orders function']);
    expect(endpoints(model)).toEqual(['GET /api/orders/:id']);
    expect(taken(model)).toEqual(['azurequeue:orders:{…}', 'servicebus:paid']);
  });
});

describe('functions of Firebase', () => {
  it('have the names of their exports, in both versions', async () => {
    const first = await deployed(
      'firebase-functions',
      `import * as functions from 'firebase-functions';
export const pay = functions.https.onRequest(async (req, res) => { res.end(); });
export const add = functions.region('europe-west1').https.onCall(async () => 1);
export const paid = functions.pubsub.topic('orders').onPublish(async () => {});
export const nightly = functions.pubsub.schedule('every 24 hours').onRun(() => {});
export const created = functions.firestore.document('orders/{id}').onCreate(async () => {});`,
    );
    expect(first.services.map(({ kind }) => kind)).toEqual(['function']);
    expect(endpoints(first)).toEqual(['ALL /pay', 'POST /add']);
    expect(taken(first)).toEqual(['pubsub:orders']);
    const second = await deployed(
      'firebase-functions',
      `import { onRequest, onCall } from 'firebase-functions/v2/https';
import { onMessagePublished } from 'firebase-functions/v2/pubsub';
export const pay = onRequest({ cors: true }, async (req, res) => { res.end(); });
export const add = onCall(async () => 1);
export const paid = onMessagePublished({ topic: 'orders' }, async () => {});`,
    );
    expect(endpoints(second)).toEqual(['ALL /pay', 'POST /add']);
    expect(taken(second)).toEqual(['pubsub:orders']);
  });

  it('an application tells its own routes, and what is not exported is deployed nowhere', async () => {
    const model = await deployed(
      'firebase-functions',
      `import * as functions from 'firebase-functions';
import express from 'express';
const app = express();
app.get('/orders', (req, res) => res.end());
export const api = functions.https.onRequest(app);
const kept = functions.https.onRequest(async (req, res) => { res.end(); });`,
    );
    expect(endpoints(model)).toEqual(['GET /orders']);
  });
});

it('functions of the framework of Google are asked for by name', async () => {
  const model = await deployed(
    '@google-cloud/functions-framework',
    `import { http, cloudEvent } from '@google-cloud/functions-framework';
import { http as log } from './log';
http('pay', (req, res) => { res.end(); });
cloudEvent('paid', () => {});
log('not-a-function', () => {});`,
    { 'src/log.ts': 'export const http = (name: string, fn: unknown) => console.log(name, fn);' },
  );
  expect(endpoints(model)).toEqual(['ALL /pay']);
});
