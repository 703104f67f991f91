import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { StepFunctions } from '../src/step-functions.ts';
import { migrate, openStore, type Store } from '../src/store.ts';
import { LocalWorkflows } from '../src/workflows-local.ts';
import {
  workflowMigrations,
  Workflows,
  type Workflow,
  type WorkflowEngine,
  type WorkflowState,
} from '../src/workflows.ts';
import { until } from './support/upstream.ts';

const log = pino({ level: 'silent' });

/** An engine that does as it is told, and remembers what it was asked to start. */
class ScriptedEngine implements WorkflowEngine {
  readonly started: string[] = [];
  state: Exclude<WorkflowState, 'STARTING'> = 'RUNNING';
  broken = false;

  async start({ id }: Workflow): Promise<void> {
    if (this.broken) throw new Error('the engine is away');
    this.started.push(id);
  }

  async stateOf(): Promise<Exclude<WorkflowState, 'STARTING'>> {
    if (this.broken) throw new Error('the engine is away');
    return this.state;
  }

  async close(): Promise<void> {}
}

describe('sagas that an engine leads', () => {
  let store: Store;
  let engine: ScriptedEngine;
  let now: number;
  const alerts: string[] = [];
  const open = (): Workflows =>
    new Workflows({
      store,
      log,
      engine,
      clock: () => now,
      alert: async (_tx, { id }) => void alerts.push(id),
    });

  beforeAll(async () => {
    store = await openStore({});
    await migrate(store, workflowMigrations);
  });
  beforeEach(async () => {
    await store.query('DELETE FROM saga_workflows');
    engine = new ScriptedEngine();
    alerts.length = 0;
    now = 1_000_000;
  });
  afterAll(() => store.close());

  test('are started when their transaction has committed, and not when it has not', async () => {
    const workflows = open();
    const lost = store.transaction(async (tx) => {
      await workflows.start('place-order', 'o1', {}, tx);
      throw new Error('no');
    });
    await expect(lost).rejects.toThrow('no');
    const { id } = await store.transaction((tx) => workflows.start('place-order', 'o2', { amount: 2 }, tx));
    await workflows.look();
    expect(engine.started).toEqual([id]);
    expect(await workflows.find('place-order', 'o1')).toBeUndefined();
    expect(await workflows.find('place-order', 'o2')).toMatchObject({ id, state: 'RUNNING' });
  });

  test('are one for each key, whoever starts them again', async () => {
    const workflows = open();
    const started = await Promise.all([1, 2, 3].map(() => workflows.start('place-order', 'o1', {})));
    expect(new Set(started.map(({ id }) => id)).size).toBe(1);
  });

  test('wait for an engine that is away, and are started once it is back, by another process if need be', async () => {
    engine.broken = true;
    await open().start('place-order', 'o1', {});
    await open().look();
    expect(await open().find('place-order', 'o1')).toMatchObject({ state: 'STARTING' });
    engine.broken = false;
    now += 60_000;
    await open().look();
    expect(engine.started).toHaveLength(1);
  });

  test('are handed over by one of two replicas that look at the same time', async () => {
    await open().start('place-order', 'o1', {});
    await Promise.all([open().look(), open().look()]);
    expect(engine.started).toHaveLength(1);
  });

  test('are handed over again when a process died in the middle of it', async () => {
    const workflows = open();
    await workflows.start('place-order', 'o1', {});
    engine.start = async ({ id }) => {
      engine.started.push(id);
      await store.query(`UPDATE saga_workflows SET state = 'STARTING', look_at = 0`);
      throw new Error('died before it could tell');
    };
    await workflows.look();
    now += 60_000;
    await workflows.look();
    expect(new Set(engine.started).size).toBe(1);
    expect(engine.started.length).toBe(2);
  });

  test('are asked after ever more rarely, up to once a minute', async () => {
    const workflows = open();
    await workflows.start('place-order', 'o1', {});
    const asked: number[] = [];
    engine.stateOf = async () => {
      asked.push(now);
      return 'RUNNING';
    };
    for (const end = now + 300_000; now < end; now += 250) await workflows.look();
    const waits = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(Math.max(...waits)).toBe(60_000);
  });

  test('tell of a failure once, warn until somebody has helped, and go on then', async () => {
    const workflows = open();
    await workflows.start('place-order', 'o1', {});
    await workflows.look();
    engine.state = 'FAILED';
    for (let each = 0; each < 5; each++) {
      now += 60_000;
      await workflows.look();
    }
    expect(alerts).toHaveLength(1);
    await expect(workflows.check()).rejects.toThrow('1 waiting for a person, 0 under way');
    await workflows.start('place-order', 'o2', {});
    expect(await workflows.figures()).toEqual({ open: 1, stuck: 1, oldestMs: 300_000 });
    await store.query("DELETE FROM saga_workflows WHERE key = 'o2'");
    engine.state = 'RUNNING';
    now += 60_000;
    await workflows.look();
    expect(await workflows.check()).toBe('1 under way');
    engine.state = 'COMPENSATED';
    now += 60_000;
    await workflows.look();
    expect(await workflows.check()).toBe('0 under way');
    expect(await workflows.find('place-order', 'o1')).toMatchObject({ state: 'COMPENSATED' });
  });

  test('are begun anew where this process leads them and another one did before', async () => {
    const leads: string[] = [];
    const local = (): LocalWorkflows =>
      new LocalWorkflows(async ({ id }, signal) => {
        leads.push(id);
        if (leads.length === 1)
          await new Promise((_resolve, reject) => (signal.onabort = () => reject(new Error('end'))));
        return 'COMPLETED';
      });
    const first = new Workflows({ store, log, engine: local(), pollMs: 5 });
    const { id } = await first.start('place-order', 'o1', {});
    first.watch();
    await until(async () => leads.length === 1, 'the saga is led');
    await first.close();
    const second = new Workflows({ store, log, engine: local(), pollMs: 5 });
    await store.query('UPDATE saga_workflows SET look_at = 0');
    second.watch();
    await until(async () => (await second.find('place-order', 'o1'))?.state === 'COMPLETED', 'the saga is complete');
    await second.close();
    expect(leads).toEqual([id, id]);
  });
});

describe('Step Functions', () => {
  const received: { action: string; body: Record<string, string> }[] = [];
  let answer: (action: string) => { status: number; body: object };
  let api: Server;
  const prefix = 'arn:aws:states:eu-central-1:111122223333:stateMachine:shop-';
  const workflow: Workflow = {
    id: 'w1',
    name: 'place-order',
    state: 'STARTING',
    input: { id: 'w1', amount: 2 },
    correlationId: 'c1',
    traceparent: 't1',
  };

  beforeAll(async () => {
    api = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        received.push({ action, body: JSON.parse(Buffer.concat(chunks).toString()) });
        const { status, body } = answer(action);
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_ENDPOINT_URL_SFN', `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    api.closeAllConnections();
    api.close();
  });

  test('starts an execution of the id of the saga, and takes one that is there for it', async () => {
    const engine = new StepFunctions({ prefix });
    answer = () => ({ status: 200, body: { executionArn: 'arn', startDate: 1 } });
    await engine.start(workflow);
    const input = { sagaId: 'w1', correlationId: 'c1', traceparent: 't1', input: { id: 'w1', amount: 2 } };
    expect(received.at(-1)?.action).toBe('StartExecution');
    expect(received.at(-1)?.body).toMatchObject({ stateMachineArn: `${prefix}place-order`, name: 'w1' });
    expect(JSON.parse(received.at(-1)?.body['input'] ?? '')).toEqual(input);
    answer = () => ({ status: 400, body: { __type: 'ExecutionAlreadyExists', message: 'there' } });
    await engine.start(workflow);
    answer = () => ({ status: 400, body: { __type: 'StateMachineDoesNotExist', message: 'not there' } });
    await expect(engine.start(workflow)).rejects.toThrow('not there');
    await engine.close();
  });

  test.each([
    ['RUNNING', undefined, 'RUNNING'],
    ['PENDING_REDRIVE', undefined, 'RUNNING'],
    ['SUCCEEDED', '{"state":"COMPENSATED"}', 'COMPENSATED'],
    ['SUCCEEDED', '{"state":"COMPLETED"}', 'COMPLETED'],
    ['SUCCEEDED', '{}', 'FAILED'],
    ['TIMED_OUT', undefined, 'FAILED'],
    ['ABORTED', undefined, 'FAILED'],
  ])('tells of an execution that is %s with %s', async (status, output, state) => {
    const engine = new StepFunctions({ prefix });
    answer = () => ({ status: 200, body: { status, output } });
    expect(await engine.stateOf({ ...workflow, state: 'RUNNING' })).toBe(state);
    expect(received.at(-1)?.body).toEqual({
      executionArn: 'arn:aws:states:eu-central-1:111122223333:execution:shop-place-order:w1',
    });
    await engine.close();
  });

  test('tells of an execution that is not there any more', async () => {
    const engine = new StepFunctions({ prefix });
    answer = () => ({ status: 400, body: { __type: 'ExecutionDoesNotExist', message: 'gone' } });
    expect(await engine.stateOf(workflow)).toBe('FAILED');
    await engine.close();
  });
});
