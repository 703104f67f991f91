import { oneLine } from '../../util/markdown.ts';
import type { LintResult } from '../engine.ts';

/** One line per finding, for editors and scripts: `file:line:column: severity: message [rule]`. */
export function compact({ findings }: LintResult): string {
  return findings
    .map(
      ({ file, line, column, severity, message, rule }) =>
        `${oneLine(`${file}:${line}:${column}: ${severity}: ${message} [${rule}]`)}\n`,
    )
    .join('');
}
