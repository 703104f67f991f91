import { contradictions, type Decided } from './adr/contradictions.ts';
import type { RecordedDecision } from './adr/recorded-decision.ts';
import { formatValue } from './format-value.ts';
import { adrTitle } from './render-adr.ts';
import type { Verdict } from './recommend.ts';
import { joinOr } from './words.ts';

/** What a decision may contradict: records that were accepted, and what archwright.yaml says. */
export interface Earlier {
  readonly accepted: readonly Pick<RecordedDecision, 'adr' | 'tree' | 'option'>[];
  /** The values of archwright.yaml, and its name; null without one. */
  readonly blueprint: { readonly file: string; readonly value: unknown } | null;
}

/** Something that a decision cannot stand beside. */
export interface Contradicted {
  readonly title: string;
  /** Name of the record in the decisions folder; null for a decision of the same session, or a setting. */
  readonly file: string | null;
  readonly because: string;
}

/** What a verdict contradicts among earlier decisions: accepted records, the `made` of the same session, and settings. */
export function contradictedBy(verdict: Verdict, earlier: Earlier, made: readonly Verdict[]): Contradicted[] {
  const { tree, option } = verdict;
  const against = (other: Decided): string | undefined => contradictions([other, { tree, option }])[0]?.because;
  const found: Contradicted[] = [];
  for (const other of earlier.accepted) {
    const because = against(other);
    if (because !== undefined) found.push({ title: other.adr.title, file: other.adr.name, because });
  }
  for (const other of made) {
    const because = other.tree.id === tree.id ? undefined : against(other);
    if (because !== undefined) found.push({ title: adrTitle(other), file: null, because });
  }
  return [...found, ...settingsAgainst(verdict, earlier)];
}

/** The contradiction as a sentence; with `link` a record is named as a Markdown link. */
export function contradictedText({ title, file, because }: Contradicted, link: boolean): string {
  if (link && file !== null) return `It contradicts [${title}](${file}), which is accepted: ${because}`;
  return file === null
    ? `It contradicts ${title}: ${because}`
    : `It contradicts ${title} (${file}), which is accepted: ${because}`;
}

function settingsAgainst({ option }: Verdict, { blueprint }: Earlier): Contradicted[] {
  if (blueprint === null) return [];
  return option.blueprint.flatMap(({ path, values }): Contradicted[] => {
    const said = valueAt(blueprint.value, path);
    if (said === undefined || values.some((value) => value === said)) return [];
    const wanted = joinOr(values.map((value) => formatValue('enum', value)));
    const title = `${blueprint.file}, where ${path.join('.')} is ${String(said)}`;
    return [{ title, file: null, because: `The decision asks for ${wanted}. "archwright advise --apply" sets it.` }];
  });
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return typeof value === 'object' ? undefined : value;
}
