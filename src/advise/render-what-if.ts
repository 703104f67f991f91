import { wordsOf, wrapWords } from '../util/wrap-words.ts';
import { Page, type Style } from './render-verdict.ts';
import { compareVerdicts, differences, type Assumed } from './what-if.ts';

const narrow = 64;
const gap = '  ';

/** Two verdicts side by side at `width` columns (below each other in a narrow terminal), and what is different. */
export function renderWhatIf(before: Assumed, after: Assumed, width: number, style: Style): string {
  const { tree } = before.verdict;
  const page = new Page(width, style);
  page.heading(`${tree.title}: what if?`);
  page.section('What is different');
  const lines = differences(before.verdict, after.verdict);
  if (lines.length === 0) page.text('Nothing: the settings are what was said already, or cannot matter.');
  for (const line of lines) page.item('·', line);
  const rows = compareVerdicts(before.verdict, after.verdict);
  const table = width < narrow ? stacked(rows, width, style) : sideBySide(rows, width, style);
  const end = new Page(width, style);
  end.section(
    before.verdict.option.id === after.verdict.option.id
      ? `The recommendation stays: ${after.verdict.option.title}`
      : `The recommendation changes: ${before.verdict.option.title} → ${after.verdict.option.title}`,
  );
  for (const [name, { unanswered }] of [['before', before] as const, ['after', after] as const]) {
    if (unanswered.length > 0) end.text(`Not answered ${name}, and taken as unknown: ${unanswered.join(', ')}.`);
  }
  return `${page.toString()}\n${table.join('\n')}\n${end.toString()}`;
}

type Rows = ReturnType<typeof compareVerdicts>;

function sideBySide(rows: Rows, width: number, style: Style): string[] {
  const label = Math.max(...rows.map(({ aspect }) => aspect.length));
  const column = Math.floor((width - label - 2 * gap.length) / 2);
  const line = (name: string, left: string, right: string): string =>
    `${style.quiet(name.padEnd(label))}${gap}${left.padEnd(column)}${gap}${right}`.trimEnd();
  return rows.reduce<string[]>(
    (lines, { aspect, before, after }) => {
      const [left, right] = [wrapWords(wordsOf(before), column), wrapWords(wordsOf(after), column)];
      for (let index = 0; index < Math.max(left.length, right.length); index++) {
        lines.push(line(index === 0 ? aspect : '', left[index] ?? '', right[index] ?? ''));
      }
      return lines;
    },
    [line('', 'Before', 'After')],
  );
}

function stacked(rows: Rows, width: number, style: Style): string[] {
  return rows.flatMap(({ aspect, before, after }) => [
    style.quiet(aspect),
    ...wrapWords(wordsOf(`before: ${before}`), width, '  ', '    '),
    ...wrapWords(wordsOf(`after: ${after}`), width, '  ', '    '),
  ]);
}
