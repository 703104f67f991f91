import type { Evidence } from '../../model/system.ts';
import { wordsOf, wrapWords } from '../../util/wrap-words.ts';
import type { LintResult } from '../engine.ts';
import { count, joinList } from '../wording.ts';
import type { ReportContext } from './reporter.ts';

const MOST_GAPS = 5;

/** What was looked at, and all that was not understood, so that silence never looks like health. */
export function coverageLines(
  { coverage, services, unresolved }: Pick<LintResult, 'coverage' | 'services' | 'unresolved'>,
  { palette, width }: Pick<ReportContext, 'palette' | 'width'>,
): string[] {
  const { files, gaps, opaqueServices, calls } = coverage;
  const seen = `Looked at ${count(files.seen, 'source file')}: ${files.parsed} parsed, ${files.excluded} left out (tests, generated, vendored); ${count(calls.total, 'synchronous call')}, ${calls.resolved} with a known target.`;
  const notUnderstood = [
    ...(services === 0 ? ['any service: nothing that listens, consumes or is deployed was found'] : []),
    ...(opaqueServices.length > 0
      ? [
          `${count(opaqueServices.length, 'service')} in which no known library was recognised: ${joinList(opaqueServices)}`,
        ]
      : []),
    ...(calls.resolved < calls.total ? [targetsText(calls.total - calls.resolved, unresolved)] : []),
    ...(calls.unknownTimeout > 0 ? [`the timeout of ${count(calls.unknownTimeout, 'call')}`] : []),
    ...gaps
      .slice(0, MOST_GAPS)
      .map(({ file, line, column, reason }) => `${line > 0 ? `${file}:${line}:${column}` : file}: ${reason}`),
    ...(gaps.length > MOST_GAPS ? [`${count(gaps.length - MOST_GAPS, 'more place')}; --format json lists them`] : []),
  ];
  return [
    ...wrapWords(wordsOf(seen, palette.dim), width),
    ...(notUnderstood.length === 0 ? [] : [palette.warning('Not understood:')]),
    ...notUnderstood.flatMap((text) => wrapWords(wordsOf(text), width, '  - ', '    ')),
  ];
}

function targetsText(missing: number, unresolved: readonly Evidence[]): string {
  const places = unresolved.map(({ file, line, column }) => `${file}:${line}:${column}`);
  return `the target of ${count(missing, 'call')}${places.length > 0 ? `: ${joinList(places, 4)}` : ''}`;
}
