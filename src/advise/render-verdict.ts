import { wordsOf, wrapWords } from '../util/wrap-words.ts';
import type { ScoreReading } from './readings.ts';
import type { Verdict } from './recommend.ts';
import { changesText, closeText, flipTarget, overlayText, saidText, signed, thresholdUseText } from './words.ts';

/** How a terminal shows emphasis; each takes and gives text of the same width. */
export interface Style {
  readonly title: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

const same = (text: string): string => text;

/** No emphasis at all. */
export const plain: Style = { title: same, strong: same, quiet: same, good: same, bad: same };

const shownFlips = 4;

/**
 * The verdict for a reader at a terminal of `width` columns: what, why, at what price, how sure, and what would change it.
 * `contradicts` are sentences about decisions that it cannot stand beside.
 */
export function renderVerdict(
  verdict: Verdict,
  width: number,
  style: Style = plain,
  contradicts: readonly string[] = [],
): string {
  const { tree, option, decided } = verdict;
  const page = new Page(width, style);
  page.heading(`${tree.title}: ${option.title}`);
  page.text(option.summary);
  page.section('Why');
  page.text(decided.because);
  page.text(whoSays(verdict), style.quiet);
  for (const text of ownText(verdict)) page.text(text, style.quiet);
  if (contradicts.length > 0) page.section('Contradictions');
  for (const text of contradicts) page.item('!', text, style.bad);
  for (const reading of verdict.scores) scoreSection(page, reading);
  page.section('What you get, and what you pay');
  for (const text of [...option.pros, ...option.good]) page.item('+', text, style.good);
  for (const text of [...option.cons, ...option.bad]) page.item('−', text, style.bad);
  closeSection(page, verdict);
  return page.toString();
}

function whoSays({ tree, decided }: Verdict): string {
  const titles = decided.sources.map((key) => tree.sources.get(key)?.title ?? 'our own default');
  const by = decided.kind === 'weights' ? 'Weighed rules' : `Decided by the ${decided.kind} "${decided.id}"`;
  return `${by}. Source: ${titles.join('; ')}.`;
}

// What the organization, or the person who asked, changed in the tree, as far as it took part.
function ownText(verdict: Verdict): string[] {
  const set = verdict.thresholds.filter(({ threshold, value }) => value !== threshold.value);
  return [
    ...set.map((use) => `${use.threshold.id} is ${thresholdUseText(verdict, use)}.`),
    ...verdict.tree.overlays.map((overlay) => overlayText(overlay).replaceAll('`', '"')),
  ];
}

function scoreSection(page: Page, { score, forces }: ScoreReading): void {
  page.section(score.title);
  const weak: string[] = [];
  const skipped: string[] = [];
  for (const { force, points, because } of forces) {
    if (points === null) skipped.push(force.title);
    else if (points.min !== points.max)
      page.item(`${signed(points.min)} to ${signed(points.max)}`, `${force.title}: not known.`);
    else if (points.min === 0) weak.push(force.title);
    else page.item(signed(points.min), because === '' ? force.title : `${force.title}. ${because}`);
  }
  if (weak.length > 0) page.item('0', `${weak.join('; ')}.`);
  if (skipped.length > 0) page.text(`Not asked, because it could not matter: ${skipped.join('; ')}.`, page.style.quiet);
}

function closeSection(page: Page, verdict: Verdict): void {
  const { close, flips, unknowns, runnerUp } = verdict;
  page.section('How sure is it');
  if (close.length === 0) page.text('Not a close call.');
  else page.text('A close call:', page.style.strong);
  for (const call of close) page.item('!', closeText(verdict, call), page.style.bad);
  const closeFlips = close.map((call) => (call.kind === 'number' ? call.flip : undefined));
  if (runnerUp && !closeFlips.includes(runnerUp.flip))
    page.text(
      `Runner-up: ${runnerUp.option.title}, with ${changesText(runnerUp.flip)} (${saidText(verdict, runnerUp.flip)}).`,
    );
  const harmless = unknowns.filter((unknown) => unknown.could.length === 0).map((unknown) => unknown.input.id);
  if (harmless.length > 0) page.text(`Not known, and no answer alone would change anything: ${harmless.join(', ')}.`);
  const said = new Set([runnerUp?.flip, ...closeFlips]);
  const others = flips.filter((flip) => !said.has(flip));
  if (others.length > 0) page.section('What else would change it');
  for (const flip of others.slice(0, shownFlips)) page.item('·', `${changesText(flip)}: ${flipTarget(verdict, flip)}`);
  if (others.length > shownFlips) page.text(`… and ${others.length - shownFlips} more, with --json.`, page.style.quiet);
}

/** Lines of at most a given width, in sections. */
export class Page {
  readonly style: Style;
  readonly #width: number;
  readonly #lines: string[] = [];

  constructor(width: number, style: Style) {
    this.#width = width;
    this.style = style;
  }

  heading(text: string): void {
    this.#lines.push(...wrapWords(wordsOf(text, this.style.title), this.#width));
  }

  section(title: string): void {
    this.#lines.push('', this.style.strong(title));
  }

  text(text: string, style: (text: string) => string = same): void {
    this.#lines.push(...wrapWords(wordsOf(text, style), this.#width, '  ', '  '));
  }

  /** A line that is laid out already. */
  line(text: string): void {
    this.#lines.push(text.trimEnd());
  }

  item(mark: string, text: string, style: (mark: string) => string = same): void {
    const rest = ' '.repeat(3 + mark.length);
    // The mark is painted, but only its letters take up columns.
    const [first = '', ...others] = wrapWords(wordsOf(text), this.#width, rest, rest);
    this.#lines.push(`  ${style(mark)} ${first.slice(rest.length)}`, ...others);
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
