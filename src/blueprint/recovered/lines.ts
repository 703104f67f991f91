import { harmless } from '../../util/code-frame.ts';

/** One line of a blueprint that is being written: what it says, or nothing, and a comment beside it. */
export interface Line {
  readonly indent: number;
  readonly text: string;
  readonly note: string;
  /** What is said instead when the reader refuses the text. */
  readonly plain?: string;
}

/** A line that says something. */
export function line(indent: number, text: string, note = '', plain?: string): Line {
  return { indent, text, note: harmless(note).replace(/\s+/g, ' '), ...(plain !== undefined && { plain }) };
}

/** A line with a comment alone. */
export function remark(indent: number, note: string): Line {
  return line(indent, '', note);
}

/** The lines as a text. */
export function textOf(lines: readonly Line[]): string {
  return lines
    .map(({ indent, text, note }) => {
      const comment = note === '' ? '' : `# ${note}`;
      return `${' '.repeat(indent)}${[text, comment].filter((part) => part !== '').join('  ')}`.trimEnd();
    })
    .join('\n')
    .concat('\n');
}
