/** How a folder names its records: what stands before the number, how many digits that has, and what follows it. */
export interface NameForm {
  readonly prefix: string;
  readonly digits: number;
  readonly separator: string;
}

/** What the name of a record's file says. */
export interface AdrName {
  /** Null for records that are named by their date or by nothing. */
  readonly number: number | null;
  readonly slug: string;
  /** Null without a number. */
  readonly form: NameForm | null;
}

/** The form that adr-tools, MADR and Structurizr share: `0007-one-store-per-service.md`. */
export const usualForm: NameForm = { prefix: '', digits: 4, separator: '-' };

const NUMBERED = /^((?:adr|rfc|decision)?[-_. ]?)(\d{2,6})(?:([-_. ]+)(.*))?$/i;
const DATED = /^(?:\d{4}-\d{2}-\d{2}|\d{8})[-_ ](.+)$/;
const NO_RECORD = /^(?:readme|index|summary|changelog|(?:\d+-)?(?:adr-|madr-)?template(?:-[a-z]+)*)$/i;

/** What a file's name says, or null when it cannot be a record: no Markdown, a README or index, a template. */
export function parseAdrName(name: string): AdrName | null {
  const stem = /^(.+)\.(?:md|markdown)$/i.exec(name)?.[1];
  if (stem === undefined || NO_RECORD.test(stem)) return null;
  const dated = DATED.exec(stem);
  if (dated) return { number: null, slug: dated[1] ?? '', form: null };
  const [, prefix = '', digits, separator = '-', slug = ''] = NUMBERED.exec(stem) ?? [];
  if (digits === undefined) return { number: null, slug: stem, form: null };
  return { number: Number(digits), slug, form: { prefix, digits: digits.length, separator } };
}

/** The form that most records of a folder have; of two that are as frequent, the usual one, else the first. */
export function commonForm(names: readonly string[]): NameForm {
  const counts = new Map<string, { readonly form: NameForm; count: number }>();
  for (const name of names) {
    const form = parseAdrName(name)?.form;
    if (!form) continue;
    const entry = counts.get(formText(form)) ?? { form, count: 0 };
    entry.count += 1;
    counts.set(formText(form), entry);
  }
  const most = Math.max(0, ...[...counts.values()].map(({ count }) => count));
  const usual = counts.get(formText(usualForm));
  if (most === 0 || usual?.count === most) return usualForm;
  return [...counts.values()].find(({ count }) => count === most)?.form ?? usualForm;
}

/** A form as people write it: `NNNN-title.md`, `adr-NNN-title.md`. */
export function formText({ prefix, digits, separator }: NameForm): string {
  return `${prefix}${'N'.repeat(digits)}${separator}title.md`;
}

/** A number with as many digits as the form asks for. */
export function numberText(number: number, form: NameForm = usualForm): string {
  return String(number).padStart(form.digits, '0');
}

/** Number and name of the next record of a folder, in the form of those that are there. `slug` is without an ending. */
export function nextAdr(names: readonly string[], slug: string): { readonly number: number; readonly name: string } {
  const form = commonForm(names);
  const numbers = names.flatMap((name) => parseAdrName(name)?.number ?? []);
  const number = Math.max(0, ...numbers) + 1;
  return { number, name: `${form.prefix}${numberText(number, form)}${form.separator}${slug}.md` };
}

const LONGEST_SLUG = 80;

/** A title as the end of a file's name: `One store per service?` → `one-store-per-service`. */
export function slugOf(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  const slug = plain.slice(0, LONGEST_SLUG).replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'decision' : slug;
}
