import { createHash } from 'node:crypto';
import type { Transaction } from './store.ts';

/** What a step or its compensation is given. */
export interface SagaStepContext<I> {
  readonly input: I;
  readonly sagaId: string;
  /** Stays the same however often this step (or this compensation) is run: send it as Idempotency-Key. */
  readonly idempotencyKey: string;
  /** Aborted when the step's time is over, and when another process has taken the saga over. */
  readonly signal: AbortSignal;
}

/** What a step on the service's own store is given besides. */
export interface LocalStepContext<I> extends SagaStepContext<I> {
  /** Keeps the step's outcome, too: what is written through it and that the step is done commit together. */
  readonly tx: Transaction;
}

interface StepBase {
  readonly name: string;
  readonly timeoutMs: number;
  /** The point of no return: once it is done, a step that fails is tried again until it succeeds, and nothing is undone. */
  readonly pivot?: boolean;
}

/** A step that another service takes. */
export interface RemoteStep<I> extends StepBase {
  readonly local?: false;
  run(context: SagaStepContext<I>): Promise<unknown>;
  /** Undoes the step; must also succeed when the step never took effect. */
  compensate?(context: SagaStepContext<I>): Promise<unknown>;
}

/** A step that changes the service's own store and nothing else. When it fails it had no effect. */
export interface LocalStep<I> extends StepBase {
  readonly local: true;
  run(context: LocalStepContext<I>): Promise<unknown>;
  compensate?(context: LocalStepContext<I>): Promise<unknown>;
}

export type SagaStep<I> = RemoteStep<I> | LocalStep<I>;

export interface SagaDefinition<I> {
  readonly name: string;
  /** Change it when steps keep their names and come to mean something else; other changes are noticed without it. */
  readonly version?: string;
  readonly steps: readonly SagaStep<I>[];
}

/** Throw it in a step that certainly had no effect, so that it is not compensated. */
export class StepRefused extends Error {}

/** Tells apart definitions of one name: a saga only goes on under the one that it was begun with. */
export function versionOf({ version = '', steps }: SagaDefinition<unknown>): string {
  const shape = steps.map((step) => [
    step.name,
    step.pivot === true,
    step.local === true,
    step.compensate !== undefined,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([version, shape]))
    .digest('hex')
    .slice(0, 12);
}

/** The definitions that this process can run: the latest of each name, and earlier ones whose sagas are not over. */
export class SagaDefinitions {
  private readonly latest = new Map<string, SagaDefinition<unknown>>();
  private readonly byVersion = new Map<
    string,
    { name: string; version: string; definition: SagaDefinition<unknown> }
  >();

  /** The last one registered under a name is that of new sagas. */
  register<I>(definition: SagaDefinition<I>): void {
    const { name } = definition;
    const version = versionOf(definition);
    this.latest.set(name, definition);
    this.byVersion.set(`${name} ${version}`, { name, version, definition });
  }

  /** The definition of new sagas of that name. Throws when there is none. */
  current(name: string): SagaDefinition<unknown> {
    const definition = this.latest.get(name);
    if (!definition) throw new Error(`no saga "${name}" is registered`);
    return definition;
  }

  find(name: string, version: string): SagaDefinition<unknown> | undefined {
    return this.byVersion.get(`${name} ${version}`)?.definition;
  }

  known(): { readonly name: string; readonly version: string }[] {
    return [...this.byVersion.values()];
  }
}
