import { didYouMean } from '../../util/did-you-mean.ts';
import type { Report } from './adr-finding.ts';
import { statusWords } from './adr-status.ts';
import type { Adr } from './read-adr.ts';

const KNOWN_FIELDS = [
  'status',
  'date',
  'decision-makers',
  'deciders',
  'consulted',
  'informed',
  'tags',
  'supersedes',
  'superseded-by',
];
const PEOPLE = ['decision-makers', 'deciders', 'consulted', 'informed'];

/** The fields in front of a record, its status and its date. */
export function checkFields(adr: Adr, report: Report): void {
  checkFrontMatter(adr, report);
  const { status, state, date, file, format } = adr;
  if (status === null) {
    const help = `it is one of: ${statusWords.join(', ')}`;
    report('status', file, null, 'the record has no status', help, format === 'other' ? 'info' : 'error');
  } else if (state === 'unknown') {
    const near = didYouMean(status.text.toLowerCase(), statusWords);
    const allowed = `it is one of: ${statusWords.join(', ')}`;
    const help = near === undefined ? allowed : `did you mean "${near}"? ${allowed}`;
    report('status', file, status, `the status cannot be "${status.text}"`, help);
  }
  if (date === null) report('date', file, null, 'the record has no date', 'write it as YYYY-MM-DD', 'info');
  else if (!isDate(date.text))
    report('date', file, date, `the date cannot be "${date.text}"`, 'write it as YYYY-MM-DD');
}

/** Whether a text is a day that exists, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function checkFrontMatter({ fields, file }: Adr, report: Report): void {
  if (fields === null) return;
  if ('mistake' in fields) {
    const { message, where, help } = fields.mistake;
    const at = where?.line === undefined ? null : { line: where.line, column: where.column ?? 1 };
    report('front-matter', file, at, message, help ?? 'the fields between the lines "---" are YAML');
    return;
  }
  const { value } = fields.yaml;
  if (value === null || value === undefined) return;
  if (typeof value !== 'object' || Array.isArray(value)) {
    report('front-matter', file, { line: 2, column: 1 }, 'the front matter has no fields', 'write "status: proposed"');
    return;
  }
  for (const [name, said] of Object.entries(value) as [string, unknown][]) {
    const key = fields.yaml.where([name], true);
    // Other tools keep fields of their own here; only a slip of the pen is worth a word.
    const near = KNOWN_FIELDS.includes(name) ? undefined : didYouMean(name, KNOWN_FIELDS);
    if (near !== undefined) report('front-matter', file, key, `there is no field "${name}"`, `did you mean "${near}"?`);
    if ((name === 'status' || name === 'date') && (typeof said !== 'string' || said.trim() === ''))
      report(
        'front-matter',
        file,
        key,
        `"${name}" has no text`,
        name === 'date' ? 'write it as YYYY-MM-DD' : 'write "status: proposed"',
      );
    if (PEOPLE.includes(name) && typeof said !== 'string' && !isTexts(said))
      report('front-matter', file, key, `"${name}" must be names`, 'write them in one line with commas, or as a list');
  }
}

function isTexts(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}
