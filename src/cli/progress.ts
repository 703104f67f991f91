/** Shows what is going on in one line of standard error that is wiped at the end; silent where that is no terminal. */
export async function withProgress<T>(work: (onProgress: (phase: string) => void) => Promise<T>): Promise<T> {
  const { stderr } = process;
  if (!stderr.isTTY) return work(() => undefined);
  const wipe = '\r\u001B[K';
  const width = Math.max(20, stderr.columns - 2);
  try {
    return await work((phase) => stderr.write(`${wipe}${phase.slice(0, width)} …`));
  } finally {
    stderr.write(wipe);
  }
}
