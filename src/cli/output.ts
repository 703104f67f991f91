import { writeFileAtomic } from '../io/write-file.ts';

/** Writes a command's answer to standard output, or whole to a file; then `said` goes to standard error. */
export function deliver(text: string, file: string | undefined, said = `written to "${file}"`): void {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  writeFileAtomic(file, text);
  process.stderr.write(`${said}\n`);
}

/** Writes a command's answer packed. */
export async function deliverPacked(text: string, file: string, said: string): Promise<void> {
  const { gzipSync } = await import('node:zlib');
  writeFileAtomic(file, gzipSync(text));
  process.stderr.write(`${said}\n`);
}
