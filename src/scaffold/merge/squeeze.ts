/** What a line of code says, without what a formatter decides: indentation, the kind of quotes, the comma or semicolon at its end. */
export function lineKey(line: string): string {
  return line.trim().replaceAll('"', "'").replace(/[,;]$/, '');
}

/** What lines of code say together, without white space outside of strings, kinds of quotes, and optional commas and semicolons. */
export function squeeze(lines: readonly string[]): string {
  const code = /`((?:\\[^]|[^\\`])*)`|'((?:\\.|[^\\'\n])*)'|"((?:\\.|[^\\"\n])*)"|\s+|;|,(?=\s*[)\]}]|\s*$)/g;
  return lines
    .join('\n')
    .replace(code, (_, template?: string, single?: string, double?: string) =>
      template === undefined ? quoted(single ?? double) : `\`${template}\``,
    );
}

function quoted(text: string | undefined): string {
  return text === undefined ? '' : `'${text}'`;
}
