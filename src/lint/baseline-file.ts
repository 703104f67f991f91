import { parseJson } from '../io/json.ts';
import { UserError } from '../util/user-error.ts';
import { frameAt } from '../io/yaml.ts';
import type { BaselineEntry, PlacedEntry } from './baseline.ts';

const KEYS = ['rule', 'service', 'file', 'at', 'fingerprint'] as const;

/** The text of a baseline: an entry per line, so that two branches that change it merge well. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const lines = entries.map((entry) => {
    const fields = KEYS.map((key) => `${JSON.stringify(key)}: ${JSON.stringify(entry[key])}`);
    return `    { ${fields.join(', ')} }`;
  });
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "schemaVersion": 1,\n  "findings": ${list}\n}\n`;
}

/**
 * Reads a baseline. `path` is for messages, `file` for the places of its entries.
 * Throws UserError with file:line:column when it is not one.
 */
export function parseBaseline(path: string, file: string, text: string): readonly PlacedEntry[] {
  const json = parseJson(text);
  const refuse = (at: { line: number; column: number }, what: string): UserError =>
    new UserError(what, {
      where: { file: path, line: at.line, column: at.column },
      frame: frameAt(text, at),
      help: 'mend it, or move it away and write it anew with "archwright lint --update-baseline"',
    });
  if (json.problem) throw refuse(json.problem, `the baseline is no JSON: ${json.problem.reason}`);
  const { value } = json;
  const isBaseline =
    typeof value === 'object' && value !== null && 'schemaVersion' in value && value.schemaVersion === 1;
  const findings: unknown = isBaseline && 'findings' in value ? value.findings : undefined;
  if (!Array.isArray(findings)) throw refuse({ line: 1, column: 1 }, 'this is no baseline of version 1');
  return findings.map((entry: unknown, index) => {
    const place = { file, ...json.where(['findings', index]) };
    if (!isEntry(entry)) throw refuse(place, `an entry of the baseline has the texts ${KEYS.join(', ')}`);
    const { rule, service, file: at } = entry;
    return { ...entry, place: { ...place, note: `"${rule}" in ${at}${service === '' ? '' : ` of "${service}"`}` } };
  });
}

function isEntry(value: unknown): value is BaselineEntry {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return KEYS.every((key) => typeof fields.get(key) === 'string');
}
