import { givenFor, reservedSections, type AnswerBook } from './answers.ts';
import { walkChain, type Chain } from './chain.ts';
import { standingOf, type Standing } from './standing.ts';
import type { DecisionTree, Input, Overrides, Value } from './tree.ts';

/** An answer as a person gives it: null means "I don't know", with a note when it was none of the values. */
export interface Said {
  readonly value: Value | null;
  readonly note: string | null;
}

/** An answer to be confirmed or changed. */
export interface Proposal extends Said {
  /** What it was inferred from; null when the person gave it before, and went back. */
  readonly from: string | null;
}

/** One question of an interview, with how far it has come. */
export interface Question {
  readonly tree: DecisionTree;
  readonly input: Input;
  /** The user's own thresholds. */
  readonly overrides: Overrides;
  /** Counted from 1, within its tree. */
  readonly number: number;
  /** How many there are in this tree at most. */
  readonly most: number;
  readonly standing: Standing;
  readonly proposal: Proposal | null;
  /** Answers that were taken over since the last question, from the decisions that asked for them. */
  readonly taken: readonly { readonly input: Input; readonly value: Value | null; readonly from: string }[];
  readonly canGoBack: boolean;
}

/** One thing that a person did: answered a question, or chose a decision to go on with. */
export type Move = { readonly tree: string; readonly question: string } | { readonly next: string };

/** An interview over a chain of decisions that can go back. Nothing is written: the chain is worked out anew after every move. */
export class Session {
  readonly trees: ReadonlyMap<string, DecisionTree>;
  readonly start: DecisionTree;
  readonly book: AnswerBook;
  readonly #sections: ReadonlySet<string>;
  readonly #moves: Move[];
  readonly #proposals = new Map<string, Proposal>();
  #chain: Chain | undefined;

  /** `book` is the session's own from here on; `moves` are those of an interview that was stopped, whose answers are in it. */
  constructor(
    trees: ReadonlyMap<string, DecisionTree>,
    start: DecisionTree,
    book: AnswerBook,
    moves: readonly Move[] = [],
  ) {
    this.trees = trees;
    this.start = start;
    this.book = book;
    this.#moves = moves.filter((move) => 'next' in move || book.get(move.tree)?.answers.has(move.question) === true);
    this.#sections = new Set(
      [...book.keys()].filter((id) => !this.#moves.some((move) => 'next' in move && move.next === id)),
    );
    this.#setAside();
  }

  get moves(): readonly Move[] {
    return this.#moves;
  }

  /** How far the chain came with what was given and said. */
  get chain(): Chain {
    const wanted = this.#moves.flatMap((move) => ('next' in move ? [move.next] : []));
    this.#chain ??= walkChain(this.trees, this.book, this.start, wanted);
    return this.#chain;
  }

  /** The question that is to be answered now; null when no decision is under way. */
  get question(): Question | null {
    const { pending } = this.chain;
    if (pending === null) return null;
    const { tree } = pending;
    const { asked, overrides, next: input, atMost } = pending.interview;
    if (input === undefined) throw new Error('an interview without a next question is not pending');
    return {
      tree,
      input,
      overrides,
      number: asked.size + 1,
      most: asked.size + atMost,
      standing: standingOf({ tree, answers: asked, overrides }),
      proposal: this.#proposals.get(keyOf(tree.id, input.id)) ?? this.#sharedProposal(input),
      taken: takenLast(pending),
      canGoBack: this.canGoBack,
    };
  }

  get canGoBack(): boolean {
    return this.#moves.some((move) => 'question' in move);
  }

  /** Proposes an inferred answer to a question that nobody has answered yet. */
  propose(tree: string, question: string, value: Value, from: string): void {
    const key = keyOf(tree, question);
    if (this.book.get(tree)?.answers.has(question) === true || this.#proposals.has(key)) return;
    this.#proposals.set(key, { value, note: null, from });
    this.#chain = undefined;
  }

  answer(question: Pick<Question, 'tree' | 'input' | 'proposal'>, { value, note }: Said): void {
    const { tree, input, proposal } = question;
    const given = givenFor(this.book, tree.id);
    given.answers.set(input.id, value);
    if (note === null) given.notes.delete(input.id);
    else given.notes.set(input.id, note);
    // What a person confirmed keeps its origin; what was changed has none.
    if (proposal !== null && proposal.from !== null && proposal.value === value && note === null)
      given.from.set(input.id, proposal.from);
    else given.from.delete(input.id);
    this.#move({ tree: tree.id, question: input.id });
  }

  goOn(tree: DecisionTree): void {
    this.#move({ next: tree.id });
  }

  /** Takes back the last answer, and every choice to go on that came after it. The answer is proposed when it is asked for again. */
  back(): void {
    for (let move = this.#moves.pop(); move !== undefined; move = this.#moves.pop()) {
      if ('next' in move) continue;
      const { tree, question } = move;
      const given = givenFor(this.book, tree);
      const [value = null, note = null] = [given.answers.get(question), given.notes.get(question)];
      this.#proposals.set(keyOf(tree, question), { value, note, from: given.from.get(question) ?? null });
      for (const map of [given.answers, given.notes, given.from]) map.delete(question);
      // A section that only this interview made would send the chain into the tree all the same.
      if (given.answers.size === 0 && !this.#sections.has(tree)) this.book.delete(tree);
      break;
    }
    this.#chain = undefined;
  }

  /** Proposals that nobody has answered yet, by tree and question. */
  get unanswered(): readonly { readonly tree: string; readonly question: string; readonly proposal: Proposal }[] {
    return [...this.#proposals].flatMap(([key, proposal]) => {
      const [tree = '', question = ''] = key.split('.');
      return proposal.from === null || this.book.get(tree)?.answers.has(question) ? [] : [{ tree, question, proposal }];
    });
  }

  #move(move: Move): void {
    this.#moves.push(move);
    this.#chain = undefined;
  }

  // What was inferred is proposed, and no answer until somebody has confirmed it.
  #setAside(): void {
    const said = new Set(this.#moves.map((move) => ('question' in move ? keyOf(move.tree, move.question) : '')));
    for (const [tree, given] of this.book) {
      for (const [id, from] of given.from) {
        if (!given.answers.has(id) || said.has(keyOf(tree, id))) continue;
        const [value = null, note = null] = [given.answers.get(id), given.notes.get(id)];
        this.#proposals.set(keyOf(tree, id), { value, note, from });
        for (const map of [given.answers, given.notes, given.from]) map.delete(id);
      }
    }
  }

  #sharedProposal(input: Input): Proposal | null {
    return input.shared ? (this.#proposals.get(keyOf(reservedSections.shared, input.id)) ?? null) : null;
  }
}

function takenLast({ tree, interview, remarks }: NonNullable<Chain['pending']>): Question['taken'] {
  const asked = [...interview.asked];
  const start = asked.findLastIndex(([id]) => !remarks.taken.has(id)) + 1;
  return asked.slice(start).flatMap(([id, value]) => {
    const [input, from] = [tree.inputs.get(id), remarks.taken.get(id)];
    return input && from !== undefined ? [{ input, value, from }] : [];
  });
}

function keyOf(tree: string, question: string): string {
  return `${tree}.${question}`;
}
