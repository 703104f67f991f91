import { didYouMean } from '../../util/did-you-mean.ts';
import type { Report } from './adr-finding.ts';
import type { Heading, MarkdownLine } from './markdown-lines.ts';
import { headingNamed, plainText, type Adr } from './read-adr.ts';

const REQUIRED: Readonly<Record<Adr['format'], readonly string[]>> = {
  madr: ['Context and Problem Statement', 'Considered Options', 'Decision Outcome'],
  nygard: ['Status', 'Context', 'Decision', 'Consequences'],
  other: [],
};

/** The parts of a record: those that its format asks for, that they say something, and that what was chosen was considered. */
export function checkContent(adr: Adr, report: Report): void {
  checkHeadings(adr, report);
  checkSections(adr, report);
  checkChoice(adr, report);
}

function checkHeadings({ file, format, heading, markdown, status }: Adr, report: Report): void {
  if (heading === null || heading.text.trim() === '')
    report('missing-heading', file, heading, 'the record has no title', 'begin it with "# " and what is decided');
  for (const name of REQUIRED[format]) {
    if (headingNamed(markdown, name.toLowerCase())) continue;
    // The status may stand in front as well.
    if (name === 'Status' && status) continue;
    report('missing-heading', file, heading, `there is no part "${name}"`, `write "## ${name}" and what belongs there`);
  }
}

function checkSections({ file, markdown, state }: Adr, report: Report): void {
  const { headings, lines } = markdown;
  const untouched: { readonly name: string; readonly line: number }[] = [];
  for (const [index, heading] of headings.entries()) {
    const next = headings[index + 1];
    if (heading.level === 1) continue;
    const said = contentOf(lines, heading, next);
    const isParent = next !== undefined && next.level > heading.level;
    const name = plainText(heading.text);
    if (said.length === 0 && !isParent)
      report('empty-section', file, heading, `the part "${name}" is empty`, 'say something, or remove the heading');
    if (said.length > 0 && said.every(isTemplate)) untouched.push({ name, line: said[0]?.number ?? heading.line });
  }
  const [first] = untouched;
  if (first === undefined) return;
  const message = `the text of the template is still there: ${untouched.map(({ name }) => `"${name}"`).join(', ')}`;
  const help = 'replace what stands in braces, or remove these parts';
  // Nobody should go by a decision that says nothing; a draft may wait.
  const severity = state === 'accepted' ? 'error' : 'info';
  report('template-text', file, { line: first.line, column: 1 }, message, help, severity);
}

function contentOf(lines: readonly MarkdownLine[], heading: Heading, next: Heading | undefined): MarkdownLine[] {
  const end = next?.line ?? Infinity;
  return lines.filter(
    ({ number, kind, text }) =>
      number > heading.line &&
      number < end &&
      kind !== 'comment' &&
      text.trim() !== '' &&
      // The line under a title that is underlined.
      !(number === heading.line + 1 && /^(?:=+|-{2,})\s*$/.test(text)),
  );
}

// `{What is the situation?}`: several words in braces; `{id}` in a path is none.
function isTemplate({ text, kind }: MarkdownLine): boolean {
  return kind === 'prose' && /\{[^{}]*\s[^{}]*\}/.test(text);
}

function checkChoice({ file, chosen, options, format, state, markdown }: Adr, report: Report): void {
  if (format !== 'madr') return;
  if (chosen === null) {
    const outcome = headingNamed(markdown, 'decision outcome');
    if (outcome === undefined || state === 'proposed') return;
    const help = 'write: Chosen option: "…", because …';
    report('chosen-option', file, outcome, 'no option is named as the chosen one', help, 'info');
    return;
  }
  if (options.length === 0) return;
  const names = options.map(({ text }) => normal(text));
  const wanted = normal(chosen.text);
  if (names.some((name) => name === wanted || begins(name, wanted) || begins(wanted, name))) return;
  const near = didYouMean(
    chosen.text,
    options.map(({ text }) => plainText(text)),
  );
  const help = near
    ? `did you mean "${near}"?`
    : `considered are: ${options.map(({ text }) => `"${plainText(text)}"`).join(', ')}`;
  report(
    'chosen-option',
    file,
    chosen,
    `"${plainText(chosen.text)}" is chosen, and not among the considered options`,
    help,
  );
}

// An option may be followed by a word about it: `Kafka (managed)`, `Kafka: a log`.
function begins(text: string, start: string): boolean {
  return start !== '' && text.startsWith(start) && /^[\s,:;(–—-]/.test(text.slice(start.length));
}

function normal(text: string): string {
  return plainText(text)
    .toLowerCase()
    .replaceAll(/["'“”‘’]/g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/[.,;:]+$/, '')
    .trim();
}
