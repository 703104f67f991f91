import { UNKNOWN, type Value } from './values.ts';

/** A question whose answer may differ in the next round (`calls of orders.ts#3`), or an answer that was used. */
type Ground = string | Answer;

/** What was found, and what that rests on. */
export interface Answer {
  readonly values: Value[];
  readonly grounds: readonly Ground[];
  /** The last round in which it held; FALLEN when it holds no longer. */
  checked: number;
}

const FALLEN = -1;
// A longer chain of answers is looked into again: to follow it would need too much of the stack.
const LONGEST_CHAIN = 1000;
/** Answers that one question may need. Real code stays far below; scripts full of recursion would go on for minutes. */
const MOST_ANSWERS = 10_000;
const NO_GROUNDS: readonly Ground[] = [];

/**
 * Notes what answers rest on, so that a round of linking keeps those of the round before whose grounds are still the same.
 * What a cycle cut short is kept like the rest: asked in the same order, it is cut short at the same place again.
 */
export class Answers {
  private round = 0;
  private readonly changes = new Map<string, number>();
  /** Grounds of the answers that are being looked for; each answer knows where its own begin. */
  private readonly found: Ground[] = [];
  private open = 0;
  private looked = 0;

  /** Begins a round that answers these questions in another way than the rounds before. */
  next(changed: Iterable<string>): void {
    this.round += 1;
    for (const question of changed) this.changes.set(question, this.round);
  }

  /** Notes that what is being looked for rests on a question. */
  restOn(question: string): void {
    if (this.open > 0) this.found.push(question);
  }

  /** Begins to look for an answer; what this gives has to be handed to `end`. */
  begin(): number {
    if (this.open === 0) this.looked = 0;
    this.open += 1;
    this.looked += 1;
    return this.found.length;
  }

  /** Closes what `begin` opened. */
  end(mark: number, values: Value[]): Answer {
    const answer = this.isSpent ? this.spent(values) : this.answer(mark, values);
    this.found.length = mark;
    this.open -= 1;
    if (answer.checked !== FALLEN) this.use(answer);
    return answer;
  }

  /** Whether the question at hand needs more than may be looked into. */
  get isSpent(): boolean {
    return this.open > 0 && this.looked > MOST_ANSWERS;
  }

  private answer(mark: number, values: Value[]): Answer {
    return { values, grounds: this.groundsFrom(mark), checked: this.round };
  }

  // What was found on the way is only a part, and not kept; the question itself stays unknown for good.
  private spent(values: Value[]): Answer {
    return this.open > 1
      ? { values, grounds: NO_GROUNDS, checked: FALLEN }
      : { values: [UNKNOWN], grounds: NO_GROUNDS, checked: this.round };
  }

  /** The values of a remembered answer; undefined when there is none that still holds. */
  values(answer: Answer | undefined): Value[] | undefined {
    if (!answer || !this.holds(answer, 0)) return undefined;
    this.use(answer);
    return answer.values;
  }

  private use(answer: Answer): void {
    if (this.open === 0 || answer.grounds.length === 0) return;
    this.found.push(answer.grounds.length === 1 ? (answer.grounds[0] ?? answer) : answer);
  }

  private groundsFrom(mark: number): readonly Ground[] {
    if (this.found.length === mark) return NO_GROUNDS;
    const grounds = this.found.slice(mark);
    return grounds.length > 1 ? [...new Set(grounds)] : grounds;
  }

  private holds(answer: Answer, depth: number): boolean {
    if (answer.checked === this.round) return true;
    if (answer.checked === FALLEN) return false;
    const still = depth < LONGEST_CHAIN && this.allStand(answer, depth);
    answer.checked = still ? this.round : FALLEN;
    return still;
  }

  private allStand(answer: Answer, depth: number): boolean {
    for (const ground of answer.grounds) if (!this.stands(answer, ground, depth)) return false;
    return true;
  }

  private stands(answer: Answer, ground: Ground, depth: number): boolean {
    if (typeof ground !== 'string') return this.holds(ground, depth + 1);
    return (this.changes.get(ground) ?? 0) <= answer.checked;
  }
}

/** Keys whose lists differ between two maps. */
export function* changedKeys<T>(
  before: ReadonlyMap<string, readonly T[]>,
  after: ReadonlyMap<string, readonly T[]>,
  same: (a: T, b: T) => boolean,
): Iterable<string> {
  for (const [key, items] of after) {
    const others = before.get(key);
    if (!others || !sameItems(items, others, same)) yield key;
  }
  for (const key of before.keys()) if (!after.has(key)) yield key;
}

/** Whether two lists hold the same, in the same order. */
export function sameItems<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index] as T));
}
