import { dirname, join, relative, resolve, sep } from 'node:path';
import { editBlueprint, type BlueprintEdit } from '../../blueprint/edit-blueprint.ts';
import { parseBlueprint } from '../../blueprint/read-blueprint.ts';
import { isFile, readText } from '../../io/read-text.ts';
import { writeFileAtomic } from '../../io/write-file.ts';
import type { BaselineEntry, PlacedEntry } from '../../lint/baseline.ts';
import { count } from '../../lint/wording.ts';
import { readBaseline, writeBaseline, type BaselinePlace } from './baseline-store.ts';
import type { LintConfiguration } from './lint-settings.ts';

const SCHEMA = '# yaml-language-server: $schema=./node_modules/archwright/schema/archwright.schema.json\n';

interface Start {
  readonly dir: string;
  readonly configuration: LintConfiguration;
  readonly place: BaselinePlace;
  /** What a baseline of today holds. */
  readonly entries: readonly BaselineEntry[];
}

/**
 * Writes settings and a baseline for a code base that has findings. What is there stays as it is, comments included; a
 * second run changes nothing. Gives what was done, a line for each file, and what to do next.
 */
export function initLint(start: Start): string {
  const { dir, configuration, place, entries } = start;
  const known = isFile(place.path) ? readBaseline(dir, place) : undefined;
  const needsBaseline = known !== undefined || entries.length > 0;
  const lines: string[] = [];
  // First the baseline: settings that name one that is not there are a mistake.
  if (known === undefined && entries.length > 0) writeBaseline(dir, place, entries);
  if (needsBaseline) lines.push(baselineLine(place.path, known, entries));
  const file = configuration.file ?? join(dir, 'archwright.yaml');
  lines.unshift(`${writeSettings(file, needsBaseline ? place.path : undefined).padEnd(10)} ${shown(file)}`);
  if (entries.length === 0 && known === undefined)
    lines.push('           no findings: there is no need for a baseline');
  const files = [file, ...(needsBaseline ? [place.path] : [])].map(shown);
  return `${lines.join('\n')}\n\n${next(files, needsBaseline)}\n`;
}

function baselineLine(
  path: string,
  known: readonly PlacedEntry[] | undefined,
  entries: readonly BaselineEntry[],
): string {
  if (known === undefined) return `created    ${shown(path)}: ${summary(entries)}`;
  return `unchanged  ${shown(path)}: it knows ${count(known.length, 'finding')}; "archwright lint --update-baseline" writes it anew`;
}

/** Sets what is missing. */
function writeSettings(file: string, baseline: string | undefined): 'created' | 'changed' | 'unchanged' {
  const before = isFile(file) ? readText(file, 'the configuration') : undefined;
  const { lint } = parseBlueprint(file, before ?? '');
  const edits: BlueprintEdit[] = [];
  if (lint.extends.length === 0) edits.push({ path: ['lint', 'extends'], value: 'recommended' });
  if (lint.baseline === undefined && baseline !== undefined)
    edits.push({ path: ['lint', 'baseline'], value: slashes(relative(dirname(resolve(file)), resolve(baseline))) });
  if (edits.length === 0) return 'unchanged';
  writeFileAtomic(file, editBlueprint(before ?? SCHEMA, edits, file));
  return before === undefined ? 'created' : 'changed';
}

function summary(entries: readonly BaselineEntry[]): string {
  const rules = [...new Set(entries.map(({ rule }) => rule))].sort();
  const counts = rules.map((name) => [entries.filter(({ rule }) => rule === name).length, name] as const);
  const lines = counts.map(([n, name]) => `${String(n).padStart(14)} ${name}`);
  return [count(entries.length, 'finding'), ...lines].join('\n');
}

function next(files: readonly string[], hasBaseline: boolean): string {
  const steps: [string, string][] = [
    [`git add ${files.join(' ')}`, ''],
    ['archwright lint', hasBaseline ? 'tells what is new' : 'tells what is found'],
    ...(hasBaseline ? ([['archwright lint --no-baseline', 'tells all of it']] as [string, string][]) : []),
    ['archwright lint --changed', 'tells what a branch brings'],
  ];
  const width = Math.max(...steps.slice(1).map(([command]) => command.length));
  return ['Next:', ...steps.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`.trimEnd())].join('\n');
}

function shown(path: string): string {
  return slashes(relative('.', path));
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}
