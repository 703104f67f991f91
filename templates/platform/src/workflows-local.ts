import type { Workflow, WorkflowEngine, WorkflowState } from './workflows.ts';

type End = Exclude<WorkflowState, 'STARTING' | 'RUNNING'>;

/**
 * Leads sagas in this process, for development and tests: what is under way is forgotten when the process ends, and begun
 * again by the next one. Steps have their effect once however often they are taken, so that this does no harm.
 */
export class LocalWorkflows implements WorkflowEngine {
  private readonly lead: (workflow: Workflow, signal: AbortSignal) => Promise<End>;
  private readonly ends = new Map<string, End | 'RUNNING'>();
  private readonly running = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  /** `lead` takes a saga to its end; what it throws is a failure. */
  constructor(lead: (workflow: Workflow, signal: AbortSignal) => Promise<End>) {
    this.lead = lead;
  }

  async start(workflow: Workflow): Promise<void> {
    const { id } = workflow;
    if (this.ends.has(id)) return;
    this.ends.set(id, 'RUNNING');
    const run = this.lead(workflow, this.closing.signal)
      .catch((): End => 'FAILED')
      .then((end) => void this.ends.set(id, end))
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  async stateOf({ id }: Workflow): Promise<End | 'RUNNING' | undefined> {
    return this.ends.get(id);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.running);
  }
}
