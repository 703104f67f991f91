import { setTimeout as sleep } from 'node:timers/promises';
import { resolvePayload, setAt, valueAt } from './state-machine-data.ts';

/** A definition in the Amazon States Language, as far as {@link StateMachine} knows it. */
export interface StateMachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Parameters?: unknown;
  readonly Result?: unknown;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly { readonly Variable: string; readonly IsPresent: boolean; readonly Next: string }[];
  readonly Default?: string;
  readonly Error?: string;
  readonly CausePath?: string;
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string | null;
  readonly Next: string;
}

/** An error that retriers and catchers know by its name: `States.Timeout`, `States.Http.StatusCode.409`. */
export class StateError extends Error {
  override readonly name: string;

  constructor(name: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

export interface StateMachineOptions {
  /** Takes a task; `parameters` are resolved. Rejects with a StateError, anything else counts as `States.TaskFailed`. */
  readonly invoke: (parameters: unknown, task: { state: string; signal: AbortSignal }) => Promise<unknown>;
  readonly signal?: AbortSignal;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

type Outcome = { readonly data: unknown; readonly next: string | undefined };

/** Runs a state machine in this process: the states and fields of generated sagas, and what else is like them. */
export class StateMachine {
  private readonly definition: StateMachineDefinition;
  private readonly options: StateMachineOptions;

  constructor(definition: StateMachineDefinition, options: StateMachineOptions) {
    this.definition = definition;
    this.options = options;
  }

  /** Resolves with the output; rejects with a StateError when the execution fails. */
  async run(input: unknown): Promise<unknown> {
    let data = input;
    for (let name: string | undefined = this.definition.StartAt; name !== undefined;) {
      this.options.signal?.throwIfAborted();
      const state: State | undefined = this.definition.States[name];
      if (state === undefined) throw new StateError('States.Runtime', `there is no state "${name}"`);
      const outcome: Outcome = await this.take(name, state, data);
      data = outcome.data;
      name = outcome.next;
    }
    return data;
  }

  private async take(name: string, state: State, data: unknown): Promise<Outcome> {
    switch (state.Type) {
      case 'Task':
        return this.takeTask(name, state, data);
      case 'Pass':
        return { data: withResult(data, state, state.Result ?? data), next: state.Next };
      case 'Choice': {
        const chosen = state.Choices?.find((rule) => (valueAt(data, rule.Variable) !== undefined) === rule.IsPresent);
        return { data, next: chosen?.Next ?? state.Default };
      }
      case 'Fail':
        throw new StateError(state.Error ?? 'Failed', String(resolvePayload({ 'cause.$': state.CausePath }, data)));
      default:
        throw new StateError('States.Runtime', `states of type "${state.Type}" are not known here`);
    }
  }

  private async takeTask(name: string, state: State, data: unknown): Promise<Outcome> {
    const tries = new Map<Retrier, number>();
    for (;;) {
      try {
        return { data: withResult(data, state, await this.attempt(name, state, data)), next: state.Next };
      } catch (error) {
        this.options.signal?.throwIfAborted();
        const failure = error instanceof StateError ? error : new StateError('States.TaskFailed', String(error), error);
        if (await this.waitToRetry(state.Retry ?? [], failure, tries)) continue;
        const catcher = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
        if (!catcher) throw failure;
        const output = { Error: failure.name, Cause: failure.message };
        return { data: withResult(data, catcher, output), next: catcher.Next };
      }
    }
  }

  private async attempt(name: string, { Parameters, TimeoutSeconds = 60 }: State, data: unknown): Promise<unknown> {
    const parameters = resolvePayload(Parameters, data);
    const timeout = new AbortController();
    const signal = this.options.signal ? AbortSignal.any([timeout.signal, this.options.signal]) : timeout.signal;
    const late = new StateError('States.Timeout', `"${name}" took longer than ${TimeoutSeconds} s`);
    const timer = setTimeout(() => timeout.abort(late), TimeoutSeconds * 1_000);
    const over = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      return await Promise.race([this.options.invoke(parameters, { state: name, signal }), over]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The first retrier that fits decides; each counts its own attempts. */
  private async waitToRetry(
    retriers: readonly Retrier[],
    failure: StateError,
    tries: Map<Retrier, number>,
  ): Promise<boolean> {
    const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
    if (!retrier) return false;
    const { IntervalSeconds = 1, MaxAttempts = 3, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier;
    const tried = tries.get(retrier) ?? 0;
    if (tried >= MaxAttempts) return false;
    tries.set(retrier, tried + 1);
    const seconds = Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** tried);
    const wait = retrier.JitterStrategy === 'FULL' ? Math.random() * seconds : seconds;
    const rest = this.options.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal }));
    await rest(wait * 1_000, this.options.signal);
    return true;
  }
}

function matches(names: readonly string[], { name }: StateError): boolean {
  return names.some((each) => each === name || each === 'States.ALL');
}

function withResult(data: unknown, { ResultPath = '$' }: { ResultPath?: string | null }, result: unknown): unknown {
  return ResultPath === null ? data : setAt(data, ResultPath, result);
}
