import { z } from 'zod';
import { readData, type EventEnvelope, type PublishOptions } from './bus.ts';
import type { Inbox } from './inbox.ts';
import { HttpProblem } from './problem.ts';
import { ifThere, takeEffect, undoEffect } from './saga-participant.ts';
import type { Transaction } from './store.ts';

const sagaEvent = z.object({ id: z.string(), input: z.record(z.string(), z.unknown()) });

/** What every event of a choreographed saga says: its id, and the input that it was started with. */
export type SagaEvent = z.output<typeof sagaEvent>;

/** Publishes one kind of event in the transaction; the options make it the same event however often it is published. */
export type PublishSagaEvent = (tx: Transaction, saga: SagaEvent, options: PublishOptions) => Promise<void>;

/** What a participant does for its step; all of it in the transaction that it is given. */
export interface StepDefinition {
  /** The step's name among all steps that this service does: `place-order.reserve`. */
  readonly name: string;
  /** Has the step's effect. Throws an HttpProblem below 500 to refuse it: then what it wrote is rolled back. */
  run(tx: Transaction, saga: SagaEvent): Promise<unknown>;
  /** Takes the effect back; called only when there is one. */
  undo?(tx: Transaction, saga: SagaEvent): Promise<unknown>;
  readonly done: PublishSagaEvent;
  readonly refused: PublishSagaEvent;
  readonly undone: PublishSagaEvent;
}

/** A step of a choreographed saga. Its effect, the memory of the event and the event that follows commit together. */
export class ChoreographyStep {
  private readonly inbox: Inbox;
  private readonly step: StepDefinition;

  constructor(inbox: Inbox, step: StepDefinition) {
    this.inbox = inbox;
    this.step = step;
  }

  /** Does the step once and publishes that it is done or refused. What fails otherwise is for the bus to deliver again. */
  async take(event: EventEnvelope): Promise<void> {
    const saga = readData(sagaEvent, event);
    const { name, done, refused } = this.step;
    try {
      await this.inbox.once(event.type, event, async (tx) => {
        if (await takeEffect(tx, name, saga.id)) await this.step.run(tx, saga);
        await done(tx, saga, publishOptions(saga.id, name, 'done'));
      });
    } catch (error) {
      if (!(error instanceof HttpProblem && error.status < 500)) throw error;
      await this.inbox.once(event.type, event, async (tx) => {
        await undoEffect(tx, name, saga.id);
        await refused(tx, saga, publishOptions(saga.id, name, 'refused'));
      });
    }
  }

  /** Undoes the step, or sees to it that it never happens, and publishes that; the step before it then does the same. */
  async undo(event: EventEnvelope): Promise<void> {
    const saga = readData(sagaEvent, event);
    const { name, undone } = this.step;
    await this.inbox.once(event.type, event, async (tx) => {
      if (await undoEffect(tx, name, saga.id)) await ifThere(this.step.undo?.(tx, saga) ?? Promise.resolve());
      await undone(tx, saga, publishOptions(saga.id, name, 'undone'));
    });
  }
}

// One id for one fact: a step that is undone for two reasons, a refusal and a timeout, says so once.
function publishOptions(id: string, step: string, what: string): PublishOptions {
  return { key: id, id: `${id}:${step}:${what}` };
}
