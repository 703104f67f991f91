/** Gives the text of a source file by its path relative to the root, or undefined when it cannot be read. */
export type Sources = (file: string) => string | undefined;

/** The lines of a text, whatever ends them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** The text of the line that a place is on, or undefined when its file cannot be read. */
export function lineAt(sources: Sources, { file, line }: { file: string; line: number }): string | undefined {
  const source = sources(file);
  return source === undefined ? undefined : linesOf(source)[line - 1];
}

/**
 * Column at which the expression that begins at `column` of a line ends (1-based, exclusive): a quoted text,
 * `new Name`, or a chain of names such as `this.http.get`. At least one column long.
 */
export function endOfExpression(line: string, column: number): number {
  const text = line.slice(column - 1);
  const quoted = /^(["'`])(?:\\.|(?!\1).)*\1?/.exec(text);
  const name = /^(?:new\s+|await\s+)?@?[\p{L}\p{N}_$]+(?:\??\.[\p{L}\p{N}_$]+|\[[^\]]{0,40}\])*/u.exec(text);
  const length = quoted?.[0].length ?? name?.[0].length ?? 1;
  return column + Math.max(1, length);
}
