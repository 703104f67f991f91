import { contradictedBy, type Earlier } from '../advise/contradicted.ts';
import { holdInterview } from '../advise/interview.ts';
import type { Session } from '../advise/session.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';
import { printNext, printVerdict, recordAll } from './advise-output.ts';
import { askProceed, askQuestion } from './prompts.ts';
import type { Recorder } from './record-decision.ts';
import { removeSession, sessionFile, storeSession } from './session-store.ts';
import { columns } from './terminal.ts';

/**
 * Interviews a person. Decisions are recorded at the end, since going back can change every one of them; what was said is
 * kept in a file after each answer, so that Ctrl-C loses nothing. `start` is the word that began the interview; with `keep`
 * false nothing is kept. Returns the exit status: 130 after Ctrl-C.
 */
export async function interviewPerson(
  session: Session,
  start: string,
  recorder: Recorder,
  earlier: Earlier,
  keep: boolean,
): Promise<number> {
  try {
    const made = await holdInterview(session, {
      answer: (question) => askQuestion(question, columns()),
      proceed: (open, canGoBack) => askProceed(open, canGoBack, columns()),
      decided: (verdict, before) => printVerdict(verdict, contradictedBy(verdict, earlier, before)),
      moved: () => {
        if (keep) storeSession(session, start);
      },
    });
    const done = recordAll(made, recorder, earlier);
    if (keep) removeSession();
    const ids = done.map(({ verdict }) => verdict.tree.id);
    for (const each of done) printNext(each, session.trees, session.book, ids);
    return 0;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
    const kept = keep && session.moves.length > 0;
    const where = `Your answers are kept in ${sessionFile}: "archwright advise" goes on from here.`;
    const text = `Stopped. Nothing was recorded.${kept ? ` ${where}` : ''}`;
    process.stderr.write(`\n${wrapWords(wordsOf(text), columns()).join('\n')}\n`);
    return 130;
  }
}
