import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Workflow, WorkflowEngine, WorkflowState } from './workflows.ts';

/** What a state machine is started with; its states read it. */
export function executionInput({ id, correlationId, traceparent, input }: Workflow): object {
  return { sagaId: id, correlationId, traceparent, input };
}

export interface StepFunctionsOptions {
  /** What the ARNs of the standard state machines have in common: each ends with the name of its saga. */
  readonly prefix: string;
  readonly timeoutMs?: number;
}

/**
 * Lets state machines of AWS Step Functions lead sagas. An execution is named after the saga, so that starting it again
 * starts nothing. Region and credentials come from where the SDK always looks for them.
 */
export class StepFunctions implements WorkflowEngine {
  private readonly prefix: string;
  private readonly client: SFNClient;
  private readonly timeoutMs: number;

  constructor({ prefix, timeoutMs = 5_000 }: StepFunctionsOptions) {
    this.prefix = prefix;
    this.timeoutMs = timeoutMs;
    this.client = new SFNClient({});
  }

  async start(workflow: Workflow): Promise<void> {
    const input = JSON.stringify(executionInput(workflow));
    const command = new StartExecutionCommand({ stateMachineArn: this.arnOf(workflow), name: workflow.id, input });
    try {
      await this.client.send(command, { abortSignal: AbortSignal.timeout(this.timeoutMs) });
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }

  async stateOf(workflow: Workflow): Promise<Exclude<WorkflowState, 'STARTING'>> {
    const executionArn = `${this.arnOf(workflow).replace(':stateMachine:', ':execution:')}:${workflow.id}`;
    try {
      const { status, output } = await this.client.send(new DescribeExecutionCommand({ executionArn }), {
        abortSignal: AbortSignal.timeout(this.timeoutMs),
      });
      if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return 'RUNNING';
      return status === 'SUCCEEDED' ? endOf(output) : 'FAILED';
    } catch (error) {
      // Executions are forgotten 90 days after their end.
      if (error instanceof ExecutionDoesNotExist) return 'FAILED';
      throw error;
    }
  }

  async close(): Promise<void> {
    this.client.destroy();
  }

  private arnOf({ name }: Workflow): string {
    return `${this.prefix}${name}`;
  }
}

/** A state machine ends with the state of its saga. */
function endOf(output = '{}'): 'COMPLETED' | 'COMPENSATED' | 'FAILED' {
  const { state }: { state?: unknown } = JSON.parse(output);
  return state === 'COMPLETED' || state === 'COMPENSATED' ? state : 'FAILED';
}
