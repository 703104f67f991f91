import { wordsOf, wrapWords } from '../../util/wrap-words.ts';
import type { LintResult } from '../engine.ts';
import { count, joinList } from '../wording.ts';
import { placeText } from './places.ts';
import type { ReportContext } from './reporter.ts';

const MOST_GAPS = 5;

type Covered = Pick<LintResult, 'coverage' | 'services' | 'unresolved'>;

/** What was looked at, and all that was not understood, so that silence never looks like health. */
export function coverageLines(result: Covered, { palette, width }: Pick<ReportContext, 'palette' | 'width'>): string[] {
  const notUnderstood = coverageNotes(result);
  return [
    ...wrapWords(wordsOf(coverageSeen(result), palette.dim), width),
    ...(notUnderstood.length === 0 ? [] : [palette.warning('Not understood:')]),
    ...notUnderstood.flatMap((text) => wrapWords(wordsOf(text), width, '  - ', '    ')),
  ];
}

/** What was looked at, in a sentence. */
export function coverageSeen({ coverage: { files, calls } }: Pick<LintResult, 'coverage'>): string {
  return `Looked at ${count(files.seen, 'source file')}: ${files.parsed} parsed, ${files.excluded} left out (tests, generated, vendored); ${count(calls.total, 'synchronous call')}, ${calls.resolved} with a known target.`;
}

/** What was not understood, one text for each kind of thing or place; empty when all was. */
export function coverageNotes({ coverage, services, unresolved }: Covered, mostGaps = MOST_GAPS): string[] {
  const { gaps, opaqueServices, calls } = coverage;
  const opaque = `${count(opaqueServices.length, 'service')} in which no known library was recognised`;
  const hidden = gaps.length - mostGaps;
  return [
    ...(services === 0 ? ['any service: nothing that listens, consumes or is deployed was found'] : []),
    ...(opaqueServices.length > 0 ? [`${opaque}: ${joinList(opaqueServices)}`] : []),
    ...(calls.resolved < calls.total ? [targetsText(calls.total - calls.resolved, unresolved)] : []),
    ...(calls.unknownTimeout > 0 ? [`the timeout of ${count(calls.unknownTimeout, 'call')}`] : []),
    ...gaps.slice(0, mostGaps).map((gap) => `${placeText(gap)}: ${gap.reason}`),
    ...(hidden > 0 ? [`${count(hidden, 'more place')}; --format json lists them`] : []),
  ];
}

function targetsText(missing: number, unresolved: LintResult['unresolved']): string {
  const places = unresolved.map(placeText);
  return `the target of ${count(missing, 'call')}${places.length > 0 ? `: ${joinList(places, 4)}` : ''}`;
}
