import { harmless } from '../../../util/code-frame.ts';
import type { Finding } from '../../../model/finding.ts';
import { linesOf } from '../../span.ts';
import { escapeHtml } from '../../../util/escape-html.ts';

const AROUND = 2;
const LONGEST = 400;

/** The lines around a finding, with its expression marked; nothing where the source is not at hand. */
export function codeBlock(source: string | undefined, finding: Finding): string {
  if (source === undefined) return '';
  const all = linesOf(source);
  if (finding.line > all.length) return '';
  const first = Math.max(1, finding.line - AROUND);
  const lines = all.slice(first - 1, finding.line + AROUND);
  const offset = finding.column > LONGEST / 2 ? finding.column - LONGEST / 4 : 0;
  const rows = lines.map((line, index) => {
    const text = harmless(line).slice(offset, offset + LONGEST);
    const here = first + index === finding.line;
    const code = here ? marked(text, finding.column - 1 - offset, finding.endColumn - 1 - offset) : escapeHtml(text);
    return `<span class="row${here ? ' here' : ''}"><span class="no">${first + index}</span>${code}\n</span>`;
  });
  return `<pre class="code" tabindex="0"><code>${rows.join('')}</code></pre>`;
}

function marked(text: string, start: number, end: number): string {
  const middle = text.slice(start, end);
  const mark = middle === '' ? '' : `<mark>${escapeHtml(middle)}</mark>`;
  return `${escapeHtml(text.slice(0, start))}${mark}${escapeHtml(text.slice(end))}`;
}
