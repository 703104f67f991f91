import { Answers, type Answer } from './answers.ts';
import { Invocations } from './invocations.ts';
import type { Value } from './values.ts';

/** What evaluation has found out. Evaluators that follow each other share it: what a round changes falls, the rest is kept. */
export class Known {
  readonly answers = new Answers();
  /** What callers pass for each parameter; null while that is being found out. */
  readonly joins = new Map<string, Answer | null>();
  /** The same for methods of one particular object. */
  readonly receivers = new Map<string, Answer | null>();
  /** Files that shared code loads from the folder in which its process was started. */
  readonly perProcess = new Set<string>();
  readonly invocations = new Invocations(this.answers);

  /** What is remembered under a key, else what `look` finds; nothing while just that is being looked for. */
  once(map: Map<string, Answer | null>, key: string, look: () => Value[]): Value[] {
    const before = map.get(key);
    if (before === null) return [];
    const known = this.answers.values(before);
    if (known) return known;
    map.set(key, null);
    const mark = this.answers.begin();
    const answer = this.answers.end(mark, look());
    map.set(key, answer);
    return answer.values;
  }
}
