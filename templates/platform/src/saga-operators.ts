import type { Saga } from './saga-plan.ts';
import { NotPossible, type SagaOperator, type SagaSummary, type TimelineEntry } from './saga-operator.ts';

/** The sagas of several stores, those of the modules of one process, as if they lay in one. */
export class SagaOperators {
  private readonly operators: readonly SagaOperator[];

  constructor(operators: readonly SagaOperator[]) {
    this.operators = operators;
  }

  /** The newest of all, at most `limit`. */
  async list(options: { all?: boolean; limit?: number } = {}): Promise<SagaSummary[]> {
    const lists = await Promise.all(this.operators.map((operator) => operator.list(options)));
    const sorted = lists.flat().sort((a, b) => (a.startedAt > b.startedAt ? -1 : 1));
    return sorted.slice(0, options.limit ?? 100);
  }

  /** Rejects with {@link NotPossible} when no store has it, as those below do. */
  async show(id: string): Promise<{ saga: Saga; timeline: TimelineEntry[] }> {
    return (await this.ownerOf(id)).show(id);
  }

  async resume(id: string): Promise<Saga> {
    return (await this.ownerOf(id)).resume(id);
  }

  async skip(id: string): Promise<Saga> {
    return (await this.ownerOf(id)).skip(id);
  }

  async cancel(id: string): Promise<Saga> {
    return (await this.ownerOf(id)).cancel(id);
  }

  // Ids are unique over all stores.
  private async ownerOf(id: string): Promise<SagaOperator> {
    for (const operator of this.operators)
      try {
        await operator.show(id);
        return operator;
      } catch (error) {
        if (!(error instanceof NotPossible)) throw error;
      }
    throw new NotPossible(`there is no saga "${id}"`);
  }
}
