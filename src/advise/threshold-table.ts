import { table } from './markdown-table.ts';
import type { Verdict } from './recommend.ts';
import { thresholdUseText } from './words.ts';

/** The thresholds that took part in a decision, as a Markdown table with their sources and who disagrees. */
export function thresholdTable(verdict: Verdict): string {
  const rows = verdict.thresholds.map((use) => [
    `\`${use.threshold.id}\``,
    use.threshold.title,
    thresholdUseText(verdict, use),
    use.threshold.grade,
    use.threshold.source === 'ours'
      ? 'ours'
      : (verdict.tree.sources.get(use.threshold.source)?.title ?? use.threshold.source),
    use.threshold.disagrees.join(' ') || '–',
  ]);
  return table(['Name', 'Meaning', 'Value', 'Grade', 'Source', 'Who disagrees'], rows);
}
