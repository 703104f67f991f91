import { runWithContext } from './context.ts';
import { AttemptTimeout, DeadlineExceeded, UpstreamProblem } from './errors.ts';
import { HttpClient } from './http-client.ts';
import type { HttpRequest } from './http-message.ts';
import { StateError, StateMachine, type StateMachineDefinition } from './state-machine.ts';
import { executionInput } from './step-functions.ts';
import { LocalWorkflows } from './workflows-local.ts';
import type { Workflow } from './workflows.ts';

/** The parameters of an HTTP task. */
interface HttpTask {
  readonly ApiEndpoint: string;
  readonly Method: HttpRequest['method'];
  readonly Headers: Readonly<Record<string, string>>;
  readonly RequestBody?: unknown;
}

const LONGEST_TASK_MS = 60_000;

/** Runs state machines in this process, their HTTP tasks included: the same definitions that Step Functions runs. */
export class LocalStepFunctions extends LocalWorkflows {
  private readonly clients = new Map<string, HttpClient>();

  /** `machines`: definitions by saga. `substitutions`: what `${…}` in them stands for. */
  constructor(machines: Readonly<Record<string, string>>, substitutions: Readonly<Record<string, string>>) {
    const definitions = Object.entries(machines).map(([name, text]) => [name, parse(text, substitutions)] as const);
    const byName = new Map(definitions);
    super(async (workflow, signal) => {
      const definition = byName.get(workflow.name);
      if (definition === undefined) throw new Error(`there is no state machine of the saga "${workflow.name}"`);
      const machine = new StateMachine(definition, {
        signal,
        invoke: (parameters, task) => this.invoke(parameters as HttpTask, workflow, task.signal),
      });
      const { state } = (await machine.run(executionInput(workflow))) as { state: 'COMPLETED' | 'COMPENSATED' };
      return state;
    });
  }

  override async close(): Promise<void> {
    await super.close();
    for (const client of this.clients.values()) await client.close();
  }

  private async invoke(
    task: HttpTask,
    { correlationId, traceparent }: Workflow,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { origin, pathname: path } = new URL(task.ApiEndpoint);
    const idempotencyKey = task.Headers['idempotency-key'];
    const request = { method: task.Method, path, body: task.RequestBody, ...(idempotencyKey && { idempotencyKey }) };
    try {
      const call = () => this.clientOf(origin).request(request);
      return { ResponseBody: (await runWithContext({ correlationId, traceparent, signal }, call)) ?? '' };
    } catch (error) {
      throw new StateError(errorName(error), String(error), error);
    }
  }

  private clientOf(origin: string): HttpClient {
    let client = this.clients.get(origin);
    if (client === undefined) {
      // The state machine repeats, and nothing stands between Step Functions and the service either.
      const policy = { deadlineMs: LONGEST_TASK_MS, attemptTimeoutMs: LONGEST_TASK_MS, retries: 0, breaker: false };
      client = new HttpClient({ name: origin, baseUrl: origin, policy });
      this.clients.set(origin, client);
    }
    return client;
  }
}

function parse(text: string, substitutions: Readonly<Record<string, string>>): StateMachineDefinition {
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (placeholder, name: string) => substitutions[name] ?? placeholder));
}

function errorName(error: unknown): string {
  if (error instanceof UpstreamProblem) return `States.Http.StatusCode.${error.status}`;
  return error instanceof AttemptTimeout || error instanceof DeadlineExceeded ? 'States.Timeout' : 'States.Http.Socket';
}
