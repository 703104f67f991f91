import { madrFrontMatter } from './adr/new-adr.ts';
import { sectionLines } from './answers-text.ts';
import { table } from './markdown-table.ts';
import type { Unknown, Verdict } from './recommend.ts';
import type { Option, Source } from './tree.ts';
import { thresholdTable } from './threshold-table.ts';
import {
  changesText,
  clause,
  closeText,
  flipTarget,
  overlayText,
  saidAnswer,
  saidText,
  signed,
  unknownText,
} from './words.ts';

/** What an ADR says besides the verdict. */
export interface AdrDetails {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** As it stands in the record: `proposed`. */
  readonly status: string;
  readonly deciders: readonly string[];
  /** The decision that led to this one, by the name of its file in the same folder. */
  readonly follows: { readonly title: string; readonly file: string } | null;
  /** Accepted decisions, or settings of archwright.yaml, that it cannot stand beside: one sentence each. */
  readonly contradicts?: readonly string[];
}

/** Most flips that a reader wants to see. */
const shownFlips = 8;

/** The title of a decision: `Architecture style: Microservices`. */
export function adrTitle(verdict: Verdict): string {
  return `${verdict.tree.title}: ${verdict.option.title}`;
}

/** The end of the ADR's file name, after its number: `architecture-style-microservices.md`. */
export function adrSlug(verdict: Verdict): string {
  return `${verdict.tree.id}-${verdict.option.id}.md`;
}

/** The verdict as a MADR 4 record. The same verdict and details give the same bytes. */
export function renderAdr(verdict: Verdict, details: AdrDetails): string {
  const blocks = [
    madrFrontMatter(details),
    `# ${adrTitle(verdict)}`,
    ...contextBlocks(verdict, details),
    ...outcomeBlocks(verdict, details),
    ...optionBlocks(verdict),
    ...informationBlocks(verdict),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Question, drivers and considered options of a record, block by block, with the headings of MADR. */
export function contextBlocks(verdict: Verdict, { follows }: AdrDetails): string[] {
  const { tree, scores, path, option, decided } = verdict;
  const forces = scores.flatMap(({ forces: each }) => each).filter(({ because }) => because !== '');
  const drivers = [
    ...path
      .filter(({ input }) => decided.inputs.includes(input.id))
      .map(({ input, value }) => `${ask(input.ask)} ${saidAnswer(verdict, input, value)}`),
    ...forces.map(({ force, points, because }) => `${signed(points?.min ?? 0)} ${force.title}: ${because}`),
  ];
  const others = [...tree.options.values()].filter((each) => each.id !== option.id);
  return [
    '## Context and Problem Statement',
    tree.question,
    ...tree.context,
    follows ? `This follows from [${follows.title}](${follows.file}).` : '',
    drivers.length > 0 ? '## Decision Drivers' : '',
    bullets(drivers),
    '## Considered Options',
    bullets([option, ...others].map((each) => each.title)),
  ];
}

/** The decision, its reasons, consequences and confirmation, as `contextBlocks`. */
export function outcomeBlocks(verdict: Verdict, { contradicts = [] }: AdrDetails): string[] {
  const { option, decided, close } = verdict;
  const where = decided.kind === 'weights' ? 'the weighed rules together' : `the ${decided.kind} "${decided.id}"`;
  const condition = decided.condition === null ? '' : `, which asks for \`${decided.condition}\``;
  return [
    '## Decision Outcome',
    `Chosen option: "${option.title}", because ${clause(decided.because)}.`,
    `This was decided by ${where}${condition} (${sourceLinks(verdict, decided.sources)}).`,
    bullets(
      decided.weighed.map(
        ({ rule, because }) => `${signed(rule.weight ?? 0)} for ${titleOf(verdict, rule.then)}: ${because}`,
      ),
    ),
    close.length > 0 ? 'It is a close call:' : '',
    bullets(close.map((call) => closeText(verdict, call))),
    ...section('### Contradictions', bullets(contradicts)),
    '### Consequences',
    bullets(consequences(option)),
    ...confirmation(option),
  ];
}

// A tree that names no consequences has pros and cons at least, and every option has a con.
function consequences({ good, bad, pros, cons }: Option): string[] {
  const [best, worst] = good.length + bad.length > 0 ? [good, bad] : [pros, cons];
  return [
    ...best.map((text) => `Good, because ${clause(text)}.`),
    ...worst.map((text) => `Bad, because ${clause(text)}.`),
  ];
}

function confirmation({ checks, confirm }: Option): string[] {
  if (checks.length + confirm.length === 0) return [];
  return [
    '### Confirmation',
    checks.length > 0 ? '`archwright lint` checks the decision with these rules:' : '',
    bullets(checks.map((rule) => `\`${rule}\``)),
    confirm.length > 0 ? 'People check that:' : '',
    bullets(confirm),
  ];
}

/** Every option with what speaks for it and against it, as `contextBlocks`. */
export function optionBlocks({ tree, option }: Verdict): string[] {
  const others = [...tree.options.values()].filter((each) => each.id !== option.id);
  const blocks = [option, ...others].flatMap((each) => [
    `### ${each.title}`,
    each.summary,
    bullets([
      ...each.pros.map((text) => `Good, because ${clause(text)}.`),
      ...each.neutral.map((text) => `Neutral, because ${clause(text)}.`),
      ...each.cons.map((text) => `Bad, because ${clause(text)}.`),
    ]),
  ]);
  return ['## Pros and Cons of the Options', ...blocks];
}

/** Answers, what would change the decision, thresholds and sources, as `contextBlocks`. */
export function informationBlocks(verdict: Verdict): string[] {
  const { tree, path, flips, unknowns, thresholds, option, situation, remarks } = verdict;
  const { answers, overrides } = situation;
  return [
    '## More Information',
    `The decision comes from the decision tree \`${tree.id}\`, version ${tree.version}.`,
    ...tree.overlays.map(overlayText),
    ...section(
      '### Path',
      table(
        ['Question', 'Answer'],
        path.map(({ input, value }) => [input.ask, saidAnswer(verdict, input, value)]),
      ),
    ),
    'The same as an answers file, for `archwright advise --answers`:',
    ['```yaml', ...sectionLines(tree.id, tree, { answers, overrides, ...remarks }), '```'].join('\n'),
    ...section(
      '### What would change it',
      bullets(
        flips
          .slice(0, shownFlips)
          .map((flip) => `${changesText(flip)}: ${flipTarget(verdict, flip)} (${saidText(verdict, flip)})`),
      ),
    ),
    ...section('### What nobody knew', bullets(unknowns.map((unknown: Unknown) => unknownText(unknown)))),
    ...section('### Thresholds', thresholdTable(verdict)),
    thresholds.length > 0
      ? 'Grades: P read in the primary text, S on a secondary page, M general knowledge, ours a default of the tree. Every threshold can be set to another value in the answers file.'
      : '',
    ...section('### Where the field disagrees', bullets(tree.disagreement)),
    ...section(
      '### Revisit when',
      bullets(option.revisit.map(({ when, text }) => (when ? `${text.replace(/\.$/, '')} (\`${when.text}\`).` : text))),
    ),
    ...section('### Sources', bullets(usedSources(verdict).map(sourceText))),
  ];
}

function section(title: string, body: string): string[] {
  return body === '' ? [] : [title, body];
}

function usedSources({ tree, decided, thresholds, scores }: Verdict): Source[] {
  const keys = new Set([
    ...decided.sources,
    ...thresholds.map(({ threshold }) => threshold.source),
    ...scores.flatMap(({ forces }) => forces.flatMap(({ force, points }) => (points === null ? [] : force.sources))),
  ]);
  return [...tree.sources.values()].filter((source) => keys.has(source.key));
}

function sourceText({ title, url, accessed }: Source): string {
  const link = url === null ? title : `[${title}](${url})`;
  return accessed === null ? link : `${link}, read on ${accessed}`;
}

function sourceLinks(verdict: Verdict, keys: readonly string[]): string {
  const links = keys.map((key) => {
    const source = verdict.tree.sources.get(key);
    if (source === undefined) return 'our own default';
    return source.url === null ? source.title : `[${source.title}](${source.url})`;
  });
  return links.length === 0 ? 'no source' : `source: ${links.join('; ')}`;
}

function titleOf({ tree }: Verdict, option: string): string {
  return tree.options.get(option)?.title ?? option;
}

function ask(question: string): string {
  return question.endsWith('?') ? question : `${question}:`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `* ${item}`).join('\n');
}
