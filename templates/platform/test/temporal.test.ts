import { Server, ServerCredentials, status, type ServiceError, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { defaultPayloadConverter } from '@temporalio/client';
import proto from '@temporalio/proto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newContext } from '../src/context.ts';
import { UpstreamProblem } from '../src/errors.ts';
import { Refused } from '../src/led-saga.ts';
import { activity } from '../src/led-saga-activity.ts';
import { LocalSagas } from '../src/led-saga-local.ts';
import { Temporal } from '../src/temporal.ts';
import type { Workflow } from '../src/workflows.ts';
import { until } from './support/upstream.ts';

const workflow: Workflow = { id: 's1', name: 'place-order', state: 'STARTING', input: { id: 's1' }, ...newContext() };
const { workflowservice: messages, enums } = proto.temporal.api;

/** The few questions of the service's side, answered as told. */
class StandIn {
  readonly asked: { method: string; request: object }[] = [];
  answer: (method: string) => object & { readonly code?: status } = () => ({});
  private readonly server = new Server();

  async start(): Promise<string> {
    const methods = [
      'GetSystemInfo',
      'StartWorkflowExecution',
      'DescribeWorkflowExecution',
      'GetWorkflowExecutionHistory',
    ];
    const definitions = methods.map((method) => {
      const request = Reflect.get(messages.v1, `${method}Request`);
      const response = Reflect.get(messages.v1, `${method}Response`);
      return [
        method,
        {
          path: `/temporal.api.workflowservice.v1.WorkflowService/${method}`,
          requestStream: false,
          responseStream: false,
          requestSerialize: (message: object) => Buffer.from(request.encode(message).finish()),
          requestDeserialize: (bytes: Buffer) => request.decode(bytes),
          responseSerialize: (message: object) => Buffer.from(response.encode(message).finish()),
          responseDeserialize: (bytes: Buffer) => response.decode(bytes),
        },
      ] as const;
    });
    const handlers: UntypedServiceImplementation = Object.fromEntries(
      methods.map((method) => [
        method,
        (call: { request: object }, done: (error: Partial<ServiceError> | null, response?: object) => void) => {
          this.asked.push({ method, request: call.request });
          const answer = method === 'GetSystemInfo' ? {} : this.answer(method);
          if (answer.code !== undefined) done({ ...answer, code: answer.code });
          else done(null, answer);
        },
      ]),
    );
    this.server.addService(Object.fromEntries(definitions), handlers);
    const port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return `127.0.0.1:${port}`;
  }

  close(): void {
    this.server.forceShutdown();
  }
}

describe('Temporal', () => {
  const standIn = new StandIn();
  let temporal: Temporal;

  beforeAll(async () => {
    temporal = new Temporal({
      address: await standIn.start(),
      namespace: 'shop',
      taskQueue: 'shop-orders',
      workflowsPath: 'not-worked-on.ts',
      workflows: { 'place-order': 'placeOrder' },
      activities: {},
      log: pino({ level: 'silent' }),
    });
  });
  afterAll(async () => {
    await temporal.close();
    standIn.close();
  });

  test('is asked to start a workflow of the id of the saga, and takes one that is there for it', async () => {
    standIn.answer = () => ({ runId: 'r1' });
    await temporal.start(workflow);
    expect(standIn.asked.at(-1)).toMatchObject({
      method: 'StartWorkflowExecution',
      request: {
        namespace: 'shop',
        workflowId: 's1',
        workflowType: { name: 'placeOrder' },
        taskQueue: { name: 'shop-orders' },
        workflowIdReusePolicy: enums.v1.WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
      },
    });
    standIn.answer = () => ({ code: status.ALREADY_EXISTS, details: 'there' });
    await temporal.start(workflow);
    standIn.answer = () => ({ code: status.PERMISSION_DENIED, details: 'not yours' });
    await expect(temporal.start(workflow)).rejects.toThrow();
  });

  test('tells of a workflow that runs, that ended, that failed, and that it has forgotten', async () => {
    const { WorkflowExecutionStatus: states, EventType } = enums.v1;
    const described = (state: number) => () => ({
      workflowExecutionInfo: {
        execution: { workflowId: 's1', runId: 'r1' },
        type: { name: 'placeOrder' },
        status: state,
        startTime: { seconds: 1 },
      },
    });
    const running = { ...workflow, state: 'RUNNING' } as const;
    standIn.answer = described(states.WORKFLOW_EXECUTION_STATUS_RUNNING);
    expect(await temporal.stateOf(running)).toBe('RUNNING');
    for (const ended of [states.WORKFLOW_EXECUTION_STATUS_FAILED, states.WORKFLOW_EXECUTION_STATUS_TERMINATED]) {
      standIn.answer = described(ended);
      expect(await temporal.stateOf(running)).toBe('FAILED');
    }
    const result = { payloads: [defaultPayloadConverter.toPayload({ state: 'COMPENSATED' })] };
    const event = { eventType: EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED };
    standIn.answer = (method) =>
      method === 'DescribeWorkflowExecution'
        ? described(states.WORKFLOW_EXECUTION_STATUS_COMPLETED)()
        : { history: { events: [{ ...event, workflowExecutionCompletedEventAttributes: { result } }] } };
    expect(await temporal.stateOf(running)).toBe('COMPENSATED');
    standIn.answer = () => ({ code: status.NOT_FOUND, details: 'gone' });
    expect(await temporal.stateOf(running)).toBe('FAILED');
  });
});

describe('sagas that are led in this process', () => {
  const steps = [
    { run: 'reserve', undo: 'release', timeoutMs: 50 },
    { run: 'charge', timeoutMs: 50, pivot: true },
  ];
  const led = async (fails: (activity: string, attempt: number) => Promise<void>, waitMs = 1) => {
    const taken: string[] = [];
    const act = (name: string) => async (): Promise<void> => {
      taken.push(name);
      await fails(name, taken.filter((each) => each === name).length);
    };
    const activities = { reserve: act('reserve'), release: act('release'), charge: act('charge') };
    const engine = new LocalSagas({ 'place-order': steps }, activities, { waitMs });
    await engine.start(workflow);
    await engine.start(workflow);
    await until(async () => (await engine.stateOf(workflow)) !== 'RUNNING', 'the saga is over');
    const end = await engine.stateOf(workflow);
    await engine.close();
    return [...taken, end].join(' ');
  };
  const never = (): Promise<void> => new Promise(() => {});

  test('repeat what fails, but not what is refused', async () => {
    const passing = async (activity: string, attempt: number): Promise<void> => {
      if (activity === 'charge' && attempt < 6) throw new Error('not yet');
    };
    expect(await led(passing)).toBe('reserve charge charge charge charge charge charge COMPLETED');
    const refused = async (activity: string): Promise<void> => {
      if (activity === 'charge') throw new Refused('no');
    };
    expect(await led(refused)).toBe('reserve charge release COMPENSATED');
  });

  test('undo what took too long, and fail when that cannot be undone', async () => {
    expect(await led(async (activity) => (activity === 'reserve' ? never() : undefined))).toBe(
      'reserve reserve reserve release COMPENSATED',
    );
    expect(await led(never)).toBe('reserve reserve reserve release release release release FAILED');
  });
});

test('an activity tells a refusal from all else, and takes the same key each time', async () => {
  const saga = { sagaId: 's1', input: {}, ...newContext() };
  const keys: string[] = [];
  const answers = (httpStatus: number) =>
    activity('payment.charge', async ({ idempotencyKey }) => {
      keys.push(idempotencyKey);
      throw new UpstreamProblem('payment', httpStatus, {});
    })(saga);
  await expect(answers(409)).rejects.toThrow(Refused);
  await expect(answers(500)).rejects.toThrow(UpstreamProblem);
  expect(keys).toEqual(['s1:payment.charge', 's1:payment.charge']);
});
