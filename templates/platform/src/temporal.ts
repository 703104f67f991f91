import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { backoffMs } from './bus.ts';
import type { LedSaga } from './led-saga.ts';
import type { Activities } from './led-saga-local.ts';
import type { Logger } from './logger.ts';
import type { Workflow, WorkflowEngine, WorkflowState } from './workflows.ts';

export interface TemporalOptions {
  /** Host and port. */
  readonly address: string;
  readonly namespace: string;
  /** Of Temporal Cloud; with it the connection is encrypted. */
  readonly apiKey?: string | undefined;
  /** Where steps are fetched from: that of the service. */
  readonly taskQueue: string;
  /** The module that exports the workflows. */
  readonly workflowsPath: string;
  /** Names of workflows by saga. */
  readonly workflows: Readonly<Record<string, string>>;
  readonly activities: Activities;
  readonly log: Logger;
  /** For each question to Temporal. */
  readonly timeoutMs?: number;
}

/** Lets Temporal lead sagas: starts workflows of the saga's id, follows them, and works on their tasks in this process. */
export class Temporal implements WorkflowEngine {
  private readonly options: TemporalOptions;
  private readonly connection: Connection;
  private readonly client: Client;
  private readonly closing = new AbortController();
  private worker: Worker | undefined;
  private working: Promise<void> | undefined;

  constructor(options: TemporalOptions) {
    this.options = options;
    this.connection = Connection.lazy(this.connectionOptions());
    this.client = new Client({ connection: this.connection, namespace: options.namespace });
  }

  async start({ id, name, input, correlationId, traceparent }: Workflow): Promise<void> {
    const saga: LedSaga = { sagaId: id, input, correlationId, traceparent };
    const { taskQueue, workflows } = this.options;
    try {
      await this.ask(() =>
        this.client.workflow.start(workflows[name] ?? name, {
          workflowId: id,
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          taskQueue,
          args: [saga],
        }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  async stateOf({ id }: Workflow): Promise<Exclude<WorkflowState, 'STARTING'>> {
    const handle = this.client.workflow.getHandle(id);
    try {
      const { status } = await this.ask(() => handle.describe());
      if (status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW') return 'RUNNING';
      if (status.name !== 'COMPLETED') return 'FAILED';
      const { state }: { state: 'COMPLETED' | 'COMPENSATED' } = await this.ask(() => handle.result());
      return state;
    } catch (error) {
      // Its retention is over.
      if (error instanceof WorkflowNotFoundError) return 'FAILED';
      throw error;
    }
  }

  /** Begins to work on tasks, as soon as Temporal is there. */
  work(): void {
    this.working ??= this.keepWorking();
  }

  /** Lets activities that run come to their end. */
  async close(): Promise<void> {
    this.closing.abort();
    if (this.worker?.getState() === 'RUNNING') this.worker.shutdown();
    await this.working;
    await this.connection.close();
  }

  private async keepWorking(): Promise<void> {
    const { signal } = this.closing;
    const { namespace, taskQueue, workflowsPath, activities, log } = this.options;
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        const connection = await NativeConnection.connect(this.connectionOptions());
        try {
          this.worker = await Worker.create({ connection, namespace, taskQueue, workflowsPath, activities });
          if (!signal.aborted) await this.worker.run();
        } finally {
          await connection.close();
        }
      } catch (error) {
        log.warn({ err: error }, 'no steps of sagas can be fetched from Temporal');
        await sleep(backoffMs(failures), undefined, { signal }).catch(() => {});
      }
    }
  }

  private ask<T>(question: () => Promise<T>): Promise<T> {
    return this.connection.withDeadline(Date.now() + (this.options.timeoutMs ?? 5_000), question);
  }

  private connectionOptions(): { address: string; apiKey?: string; tls: boolean } {
    const { address, apiKey } = this.options;
    return { address, tls: apiKey !== undefined, ...(apiKey !== undefined && { apiKey }) };
  }
}
