/** Names the code of a function, or of the body of a module. */
export function functionNode(file: string, f: number): string {
  return f < 0 ? moduleNode(file) : `f:${file}#${f}`;
}

/** Names what runs when a file is loaded. */
export function moduleNode(file: string): string {
  return `m:${file}#`;
}
