import { describe, expect, it } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

describe('task queues of Temporal', () => {
  it('are published to by who starts workflows and subscribed to by workers', async () => {
    const model = await recoverFiles({
      'orders/package.json': service('orders', '@temporalio/client', 'express'),
      'orders/src/app.ts': `import { Client, Connection } from '@temporalio/client';
import express from 'express';
export const connect = async (): Promise<Client> => new Client({ connection: await Connection.connect({ address: 'temporal:7233' }) });
const app = express();
app.post('/orders', async () => {
  const client = await connect();
  await client.workflow.start('placeOrder', { taskQueue: 'orders', workflowId: 'one' });
  await client.workflow.getHandle('one').signal('paid');
  await client.schedule.create({ scheduleId: 'night', action: { type: 'startWorkflow', taskQueue: 'reports' } });
});
app.listen(3000);`,
      'shipping/package.json': service('shipping', '@temporalio/worker', '@temporalio/workflow'),
      'shipping/src/app.ts': `import { Worker } from '@temporalio/worker';
const run = async () => { await (await Worker.create({ taskQueue: process.env.TASK_QUEUE ?? 'orders' })).run(); };
run();`,
      'shipping/src/workflows.ts': `import { executeChild, proxyActivities } from '@temporalio/workflow';
const own = proxyActivities({ startToCloseTimeout: '1 minute' });
const labels = proxyActivities({ taskQueue: 'labels', startToCloseTimeout: '1 minute' });
export async function placeOrder() { await executeChild('pack', { taskQueue: 'packing' }); await executeChild('bill', {}); }`,
    });
    expect(model.publications.map((one) => `${one.service} ${one.channel}`).sort()).toEqual([
      'orders temporal:orders',
      'orders temporal:reports',
      'shipping temporal:labels',
      'shipping temporal:packing',
    ]);
    expect(model.subscriptions.map((one) => `${one.service} ${one.channel}`)).toEqual(['shipping temporal:orders']);
  });
});
