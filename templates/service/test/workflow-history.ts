import type { LedSaga } from '../src/platform/led-saga.ts';

/** An activity that a workflow took; `error` names what it failed with for good. */
export interface Taken {
  readonly activity: string;
  readonly error?: string;
}

type Attributes = Readonly<Record<string, unknown>>;

/** The history of a workflow that took these activities one after the other and ended, in the form in which Temporal exports it. */
export function historyOf(workflow: string, saga: LedSaga, taken: readonly Taken[], result: unknown): object {
  const events: object[] = [];
  const taskQueue = { name: 'test' };
  const add = (type: string, attributes: Attributes): string => {
    const eventId = String(events.length + 1);
    const eventTime = new Date(events.length * 1_000).toISOString();
    const constant = type.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
    const name = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`;
    events.push({ eventId, eventTime, eventType: `EVENT_TYPE_${constant}`, [name]: attributes });
    return eventId;
  };
  const completeTask = (): string => {
    const scheduledEventId = add('WorkflowTaskScheduled', { taskQueue, startToCloseTimeout: '10s', attempt: 1 });
    const startedEventId = add('WorkflowTaskStarted', { scheduledEventId, requestId: 'test' });
    // Without these flags of the SDK a replay does not compare the names of activities.
    const sdkMetadata = { coreUsedFlags: [1, 2, 3], langUsedFlags: [] };
    return add('WorkflowTaskCompleted', { scheduledEventId, startedEventId, sdkMetadata });
  };
  add('WorkflowExecutionStarted', {
    workflowType: { name: workflow },
    taskQueue,
    input: payloads(saga),
    workflowTaskTimeout: '10s',
    originalExecutionRunId: 'test',
    firstExecutionRunId: 'test',
    attempt: 1,
  });
  for (const [index, { activity, error }] of taken.entries()) {
    const scheduledEventId = add('ActivityTaskScheduled', {
      activityId: String(index + 1),
      activityType: { name: activity },
      taskQueue,
      input: payloads(saga),
      workflowTaskCompletedEventId: completeTask(),
    });
    const startedEventId = add('ActivityTaskStarted', { scheduledEventId, requestId: 'test', attempt: 1 });
    if (error === undefined) add('ActivityTaskCompleted', { scheduledEventId, startedEventId, result: payloads(null) });
    else add('ActivityTaskFailed', { scheduledEventId, startedEventId, failure: failure(error) });
  }
  add('WorkflowExecutionCompleted', { result: payloads(result), workflowTaskCompletedEventId: completeTask() });
  return { events };
}

function failure(type: string): Attributes {
  return { message: 'told to', applicationFailureInfo: { type, nonRetryable: true } };
}

function payloads(value: unknown): Attributes {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return { payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(value)) }] };
}
