import { describe, expect, test } from 'vitest';
import { applySettings, readAnswers, type AnswerBook } from '../../src/advise/answers.ts';
import { walkChain } from '../../src/advise/chain.ts';
import { holdInterview, type Asker } from '../../src/advise/interview.ts';
import { renderAdr } from '../../src/advise/render-adr.ts';
import { readSession, sessionText, startOfSession } from '../../src/advise/session-file.ts';
import { Session, type Question, type Said } from '../../src/advise/session.ts';
import type { DecisionTree, Value } from '../../src/advise/tree.ts';
import { chainTrees } from './chain-trees.ts';

const trees = chainTrees();
const store = trees.get('store')!;
const details = { date: '2026-11-21', status: 'proposed', deciders: [], follows: null };

function begin(text = ''): Session {
  return new Session(trees, store, readAnswers('answers.yaml', text, trees, 'store'));
}

function say(session: Session, ...values: readonly (Value | null)[]): void {
  for (const value of values) session.answer(asked(session), { value, note: null });
}

function asked(session: Session): Question {
  const { question } = session;
  if (question === null) throw new Error('nothing is asked');
  return question;
}

const idOf = (session: Session): string => `${asked(session).tree.id}.${asked(session).input.id}`;

describe('an interview', () => {
  test('says how far it is, what leads and what is still possible', () => {
    const session = begin();
    const first = asked(session);
    expect([first.input.id, first.number, first.most, first.canGoBack]).toEqual(['engineers', 1, 3, false]);
    expect(first.standing.leading?.id).toBe('one');
    expect(first.standing.possible.map(({ id }) => id)).toEqual(['one', 'many']);
    say(session, 9, true);
    const last = asked(session);
    expect([last.input.id, last.number, last.most, last.canGoBack]).toEqual(['engine', 3, 3, true]);
  });

  test('asks a shared question once, and says from where it took the answer', () => {
    const session = begin();
    say(session, 9, true, 'postgres');
    expect(session.question).toBeNull();
    expect(session.chain.open.map(({ id }) => id)).toEqual(['cache', 'queue']);
    session.goOn(trees.get('cache')!);
    expect(idOf(session)).toBe('cache.reads');
    expect(asked(session).taken.map(({ input, value, from }) => [input.id, value, from])).toEqual([
      ['engineers', 9, 'store'],
      ['engine', 'postgres', 'store'],
    ]);
    say(session, 5);
    expect(session.chain.made.map(({ verdict, after }) => [verdict.option.id, after])).toEqual([
      ['many', null],
      ['none', 'store'],
    ]);
    // The second follow-up of the first decision is still open.
    expect(session.chain.open.map(({ id }) => id)).toEqual(['queue']);
  });

  test('goes back, across decisions too, and proposes what was said', () => {
    const session = begin();
    say(session, 9, true, 'postgres');
    session.goOn(trees.get('cache')!);
    say(session, 500);
    session.back();
    expect(idOf(session)).toBe('cache.reads');
    expect(asked(session).proposal).toEqual({ value: 500, note: null, from: null });
    session.back();
    expect(idOf(session)).toBe('store.engine');
    expect(asked(session).proposal?.value).toBe('postgres');
    session.back();
    session.back();
    expect(asked(session)).toMatchObject({ number: 1, canGoBack: false, proposal: { value: 9 } });
    // Another answer leads another way, and nothing of the first way is left.
    say(session, 2);
    expect(session.chain.made.map(({ verdict }) => verdict.option.id)).toEqual(['one']);
    expect([...session.book.keys()]).toEqual(['store']);
  });

  test('never goes back into what a file gave', () => {
    const session = begin('engineers: 9\n');
    expect(idOf(session)).toBe('store.audited');
    expect(asked(session).canGoBack).toBe(false);
    session.back();
    expect(idOf(session)).toBe('store.audited');
  });

  test('keeps what was said instead of a value, and counts it as unknown', () => {
    const session = begin();
    say(session, 9, true);
    session.answer(asked(session), { value: null, note: 'a sheet of | paper' });
    const verdict = session.chain.made[0]!.verdict;
    expect(verdict.option.id).toBe('one');
    expect(verdict.unknowns.map(({ input, could }) => [input.id, could.map(({ id }) => id)])).toEqual([
      ['engine', ['many']],
    ]);
    const text = renderAdr(verdict, details);
    expect(text).toContain('| Which engine is there? | Something else: a sheet of \\| paper |');
    const [, block = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
    const again = walkChain(trees, readAnswers('again.yaml', block, trees, 'store'), store).made[0]!.verdict;
    expect(renderAdr(again, details)).toBe(text);
  });
});

describe('an inferred answer', () => {
  const inferred = "store:\n  engineers: { value: 12, from: 'authors of 90 days' }\n  audited: no\n";

  test('is asked to be confirmed, and keeps its origin', () => {
    const session = begin(inferred);
    expect(asked(session).proposal).toEqual({ value: 12, note: null, from: 'authors of 90 days' });
    say(session, 12);
    const text = renderAdr(session.chain.made[0]!.verdict, details);
    expect(text).toContain('12 engineers (inferred from authors of 90 days)');
    // Where nobody is asked it is taken as it is, and the record is the same.
    const unattended = walkChain(trees, readAnswers('answers.yaml', inferred, trees, 'store'), store);
    expect(renderAdr(unattended.made[0]!.verdict, details)).toBe(text);
  });

  test('loses its origin when it is changed', () => {
    const session = begin(inferred);
    say(session, 11);
    expect(renderAdr(session.chain.made[0]!.verdict, details)).not.toContain('inferred');
  });
});

describe('a stopped interview', () => {
  function resumed(session: Session): Session {
    const text = sessionText(session, 'store');
    expect(startOfSession('session.yaml', text)).toBe('store');
    const { book, moves } = readSession('session.yaml', text, trees, 'store');
    return new Session(trees, store, book, moves);
  }

  test('goes on where it was, and back from there', () => {
    const session = begin('shared: { engine: postgres }\nfew: 6\n');
    say(session, 9, true);
    session.goOn(trees.get('cache')!);
    const again = resumed(session);
    expect(idOf(again)).toBe('cache.reads');
    expect(sessionText(again, 'store')).toBe(sessionText(session, 'store'));
    again.back();
    expect(idOf(again)).toBe('store.audited');
    say(again, false);
    expect(again.chain.made[0]?.verdict.situation.overrides.get('few')).toBe(6);
  });

  test('keeps what is inferred and not confirmed yet', () => {
    const session = begin(
      "store:\n  engineers: { value: 12, from: 'authors: 90 days' }\n  audited: { value: yes, from: a label }\n",
    );
    say(session, 13);
    const again = resumed(session);
    expect(asked(again).proposal).toEqual({ value: true, note: null, from: 'a label' });
    expect(again.book.get('store')?.answers.get('engineers')).toBe(13);
  });

  test('is an answers file', () => {
    const session = begin();
    say(session, 4);
    const book = readAnswers('session.yaml', sessionText(session, 'store'), trees, 'store');
    expect(walkChain(trees, book, store).made[0]?.verdict.decided.id).toBe('small');
  });
});

describe('the faces of a chain', () => {
  /** Somebody who goes on with everything that follows. */
  const eager = (answers: Readonly<Record<string, Said>>): Asker => ({
    answer: async ({ input }) => Promise.resolve(answers[input.id]!),
    proceed: async (open): Promise<DecisionTree | 'finish'> => Promise.resolve(open[0] ?? 'finish'),
    decided: () => undefined,
    moved: () => undefined,
  });
  const said = (value: Value): Said => ({ value, note: null });

  function records(book: AnswerBook): string[] {
    return walkChain(trees, book, store).made.map(({ verdict }) => renderAdr(verdict, details));
  }

  test('prompts, a file with shared answers, and settings give the same bytes', async () => {
    const spoken = eager({
      engineers: said(9),
      audited: said(true),
      engine: said('postgres'),
      reads: said(5),
      peaks: said(true),
    });
    const made = await holdInterview(new Session(trees, store, new Map()), spoken);
    const prompted = made.map(({ verdict }) => renderAdr(verdict, details));
    expect(prompted).toHaveLength(3);
    const file =
      'shared: { engineers: 9, engine: postgres }\nstore: { audited: yes }\ncache: { reads: 5 }\nqueue: { peaks: yes }\n';
    expect(records(readAnswers('a.yaml', file, trees, 'store'))).toEqual(prompted);
    const book: AnswerBook = new Map();
    const settings = ['engine=postgres', 'engineers=9', 'reads=5', 'peaks=yes', 'audited=yes'];
    applySettings(book, settings, trees, 'store');
    expect(records(book)).toEqual(prompted);
  });

  test('a tree may answer a shared question for itself; a setting for all wins over a file', () => {
    const book = readAnswers(
      'a.yaml',
      'shared: { engineers: 9 }\nstore: { audited: no }\ncache: { engineers: 2 }\n',
      trees,
      'store',
    );
    expect(walkChain(trees, book, store).made.map(({ verdict }) => verdict.decided.id)).toEqual(['rest', 'no-hands']);
    applySettings(book, ['engineers=4', 'engine=redis'], trees, 'store');
    expect(walkChain(trees, book, store).made.map(({ verdict }) => verdict.decided.id)).toEqual(['small', 'redis']);
  });

  test('what nobody shares cannot stand under "shared"', () => {
    const read = (): unknown => readAnswers('a.yaml', 'shared:\n  enginers: 9\n', trees, 'store');
    expect(read).toThrowError('no trees share a question "enginers"');
  });
});
