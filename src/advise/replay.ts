import { headingNamed, type Adr } from './adr/read-adr.ts';
import { sectionLines } from './adr/markdown-lines.ts';
import { readDecision, type RecordedDecision } from './adr/recorded-decision.ts';
import { recommend, type Verdict } from './recommend.ts';
import { renderAdr, type AdrDetails } from './render-adr.ts';
import { renderNygard } from './render-nygard.ts';
import type { DecisionTree } from './tree.ts';
import { overlayText } from './words.ts';

/** What came of asking a recorded decision again. */
export interface Replay {
  /** The text that the recorded answers give today; null when they give none. */
  readonly text: string | null;
  /** Why it differs from the record; empty when it does not. */
  readonly reasons: readonly string[];
}

/**
 * Asks the answers of a record again and writes it anew, with the record's own date, status and people. What other records
 * made of it since (`Superseded by …`) does not count as a difference, and neither do line ends.
 */
export function replayAdr(adr: Adr, trees: ReadonlyMap<string, DecisionTree>): Replay {
  const reading = readDecision(adr, trees);
  if (reading.decision === null) return { text: null, reasons: [reading.why] };
  const { decision } = reading;
  const found = verdictOf(decision);
  const reasons = changesOfTree(decision);
  if ('missing' in found) {
    const why = `the tree asks "${found.missing}" today, and the record does not answer it`;
    return { text: null, reasons: [...reasons, why] };
  }
  const { verdict } = found;
  const text = written(verdict, adr);
  if (comparable(text) === comparable(adr.text)) return { text, reasons: [] };
  return { text, reasons: [...reasons, ...changesOfAnswers(decision, verdict), ...otherwise(decision, verdict)] };
}

/** The verdict that recorded answers lead to today, or the question that they leave open. */
export function verdictOf({
  tree,
  given,
}: Pick<RecordedDecision, 'tree' | 'given'>): { readonly verdict: Verdict } | { readonly missing: string } {
  // The record holds the thresholds that it was decided with; those of today do not count.
  const recorded = { ...tree, presets: new Map() };
  const remarks = { from: given.from, notes: given.notes, taken: new Map<string, string>() };
  const decision = recommend(recorded, given.answers, given.overrides, remarks);
  return 'verdict' in decision ? decision : { missing: decision.pending.next?.id ?? '' };
}

function written(verdict: Verdict, adr: Adr): string {
  const details = detailsOf(adr);
  return adr.format === 'nygard' ? renderNygard(verdict, details, adr.parts.number ?? 0) : renderAdr(verdict, details);
}

function detailsOf(adr: Adr): AdrDetails {
  const { markdown, date, status, fields } = adr;
  const value = fields !== null && 'yaml' in fields ? fields.yaml.value : null;
  const people =
    typeof value === 'object' && value !== null && 'decision-makers' in value ? value['decision-makers'] : null;
  const inText = markdown.lines.map(({ text }) => /^Deciders: (.+)$/.exec(text)?.[1]).find(Boolean);
  const deciders = typeof people === 'string' ? people : inText;
  const follows = markdown.lines
    .map(({ text }) => /^This follows from \[(.+)\]\(([^()]+)\)\.$/.exec(text))
    .find(Boolean);
  const [, title = '', file = ''] = follows ?? [];
  const heading = headingNamed(markdown, 'contradictions');
  const contradicts = (heading ? sectionLines(markdown, heading) : []).flatMap(({ text }) =>
    text.startsWith('* ') ? [text.slice(2)] : [],
  );
  return {
    date: date?.text ?? '',
    status: status?.text ?? '',
    deciders: deciders === undefined ? [] : [deciders],
    follows: follows ? { title, file } : null,
    contradicts,
  };
}

function comparable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/^Supersede(?:s|d by) \[.*\]\(.*\)\.?\n\n/gm, '');
}

function changesOfTree({ adr, tree, version }: RecordedDecision): string[] {
  const reasons: string[] = [];
  if (tree.version !== version)
    reasons.push(
      `the tree "${tree.id}" is version ${tree.version} today, and the record was made with version ${version}`,
    );
  const today = tree.overlays.map(overlayText);
  const recorded = adr.markdown.lines
    .map(({ text }) => text)
    .filter((text) => text.startsWith('The tree is changed by '));
  for (const text of recorded)
    if (!today.includes(text)) reasons.push(`the record says, and it is so no more: ${text}`);
  for (const text of today) if (!recorded.includes(text)) reasons.push(`the record does not know: ${text}`);
  return reasons;
}

function changesOfAnswers({ option, tree, given }: RecordedDecision, verdict: Verdict): string[] {
  const reasons: string[] = [];
  if (verdict.option.id !== option.id)
    reasons.push(`its answers lead to "${verdict.option.title}", and the record chose "${option.title}"`);
  const ignored = [...given.answers.keys()].filter((id) => !verdict.situation.answers.has(id));
  if (ignored.length > 0) reasons.push(`these answers cannot matter any more: ${ignored.join(', ')}`);
  const unused = [...given.overrides].filter(([id]) => !tree.thresholds.has(id)).map(([id]) => id);
  if (unused.length > 0) reasons.push(`these thresholds are gone: ${unused.join(', ')}`);
  return reasons;
}

function otherwise(decision: RecordedDecision, verdict: Verdict): string[] {
  const known = changesOfTree(decision).length + changesOfAnswers(decision, verdict).length;
  return known > 0 ? [] : ['the record was edited by hand, or the tree says things in other words than it did'];
}
