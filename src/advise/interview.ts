import type { Made } from './chain.ts';
import type { Verdict } from './recommend.ts';
import type { Question, Said, Session } from './session.ts';
import type { DecisionTree } from './tree.ts';

/** Whoever answers: a person at a terminal, or a script in a test. */
export interface Asker {
  answer(question: Question): Promise<Said | 'back'>;
  /** Asked when no decision is under way: what to go on with, or to finish. */
  proceed(open: readonly DecisionTree[], canGoBack: boolean): Promise<DecisionTree | 'finish' | 'back'>;
  /** A decision was made, or made differently after going back; `before` are those made before it. */
  decided(verdict: Verdict, before: readonly Verdict[]): void;
  /** Something was said or taken back: the moment to keep it. */
  moved(session: Session): void;
}

/** Asks until every decision that the asker wants is made. */
export async function holdInterview(session: Session, asker: Asker): Promise<readonly Made[]> {
  let shown: readonly string[] = [];
  for (;;) {
    const { made, open } = session.chain;
    const verdicts = made.map(({ verdict }) => verdict);
    for (const [index, verdict] of verdicts.entries()) {
      if (!shown.includes(signature(verdict))) asker.decided(verdict, verdicts.slice(0, index));
    }
    shown = verdicts.map(signature);
    const { question } = session;
    if (question) {
      const reply = await asker.answer(question);
      if (reply === 'back') session.back();
      else session.answer(question, reply);
    } else {
      const choice = await asker.proceed(open, session.canGoBack);
      if (choice === 'finish') return made;
      if (choice === 'back') session.back();
      else session.goOn(choice);
    }
    asker.moved(session);
  }
}

function signature({ tree, situation }: Verdict): string {
  return JSON.stringify([tree.id, ...situation.answers]);
}
