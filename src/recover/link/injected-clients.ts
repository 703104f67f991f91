import type { Expr } from '../facts/file-facts.ts';
import { changedKeys, type Answers } from './answers.ts';
import type { Evaluator } from './evaluate.ts';
import { tokenKeys, type TokenSource } from './provider-tokens.ts';
import { isOneClosure } from './same-value.ts';
import type { Closure, Value } from './values.ts';

/** Clients of Nest microservices, by the token under which a module registers them. */
export class InjectedClients {
  private readonly source: TokenSource | undefined;
  private readonly answers: Answers;
  private readonly byToken = new Map<string, Closure[]>();

  constructor(source: TokenSource | undefined, answers: Answers) {
    this.source = source;
    this.answers = answers;
  }

  add(key: string, options: Closure): void {
    this.byToken.set(key, [...(this.byToken.get(key) ?? []), options]);
  }

  /** Tokens under which `before` held other clients. */
  changes(before: InjectedClients): Iterable<string> {
    return changedKeys(before.byToken, this.byToken, isOneClosure);
  }

  of(evaluator: Evaluator, key: string): Value[] {
    return (this.byToken.get(key) ?? []).flatMap((options) => this.source?.value(evaluator, options) ?? []);
  }

  /** What `inject: [token]` hands to a factory: of a client its type says nothing, and where it leads stands at its registration. */
  given(evaluator: Evaluator, file: string, inject: readonly Expr[] = []): readonly (readonly Value[])[] {
    return inject.map((token) => {
      const keys = tokenKeys(evaluator.eval(file, token, undefined));
      for (const key of keys) this.answers.restOn(`provided ${key}`);
      return keys.flatMap((key) => this.of(evaluator, key));
    });
  }
}
