import type { Adr, AdrFormat } from './read-adr.ts';

/** What a new record says from the start. */
export interface NewAdr {
  readonly title: string;
  readonly number: number;
  /** Lower case: `proposed`. */
  readonly status: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly deciders: readonly string[];
}

/** The formats in which records are written. */
export type WrittenFormat = Exclude<AdrFormat, 'other'>;

/** The format that most records of a folder have; MADR where none has one. */
export function commonFormat(records: readonly Adr[]): WrittenFormat {
  const nygard = records.filter(({ format }) => format === 'nygard').length;
  return nygard > records.filter(({ format }) => format === 'madr').length ? 'nygard' : 'madr';
}

/** A record with its parts, to be filled in: what stands in braces says what belongs there. */
export function newAdrText(format: WrittenFormat, adr: NewAdr): string {
  const blocks = format === 'madr' ? madrBlocks(adr) : nygardBlocks(adr);
  return `${blocks.join('\n\n')}\n`;
}

/** The lines in front of a MADR record. Importers read them raw, so quotes stand only where YAML needs them. */
export function madrFrontMatter({ status, date, deciders }: Omit<NewAdr, 'title' | 'number'>): string {
  const lines = ['---', `status: ${status}`, `date: ${date}`];
  if (deciders.length > 0) lines.push(`decision-makers: ${plainOrQuoted(deciders.join(', '))}`);
  return [...lines, '---'].join('\n');
}

/** What stands before the context in a record as adr-tools writes it. */
export function nygardHead({ title, number, status, date, deciders }: NewAdr): string[] {
  return [
    `# ${String(number)}. ${title}`,
    `Date: ${date}`,
    ...(deciders.length > 0 ? [`Deciders: ${deciders.join(', ')}`] : []),
    '## Status',
    `${status.charAt(0).toUpperCase()}${status.slice(1)}`,
  ];
}

function plainOrQuoted(text: string): string {
  return /^[A-Za-z0-9][^:#"'\n]*$/.test(text) ? text : JSON.stringify(text);
}

function madrBlocks(adr: NewAdr): string[] {
  return [
    madrFrontMatter(adr),
    `# ${adr.title}`,
    '## Context and Problem Statement',
    '{What is the situation, and which question does it raise?}',
    '## Decision Drivers',
    '* {a force or a need that counts}',
    '## Considered Options',
    '* {the first option}\n* {the second option}',
    '## Decision Outcome',
    'Chosen option: "{the first option}", because {what it does better than the others}.',
    '### Consequences',
    '* Good, because {what becomes better}.\n* Bad, because {what it costs}.',
    '### Confirmation',
    '{How will anybody see that the decision is kept: a rule, a test, a review?}',
    '## Pros and Cons of the Options',
    '### {the first option}',
    '* Good, because {an argument}.\n* Bad, because {an argument}.',
    '### {the second option}',
    '* Good, because {an argument}.\n* Bad, because {an argument}.',
    '## More Information',
    '{Where to read on, and what would be a reason to decide again.}',
  ];
}

function nygardBlocks(adr: NewAdr): string[] {
  return [
    ...nygardHead(adr),
    '## Context',
    '{What is the situation, and which forces are at work?}',
    '## Decision',
    '{What we do, in whole sentences: "We will …".}',
    '## Consequences',
    '{What becomes easier, and what becomes harder.}',
  ];
}
