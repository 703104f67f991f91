import { writeFileAtomic } from '../io/write-file.ts';
import type { Picture } from '../docs/formats/png.ts';
import { UserError } from '../util/user-error.ts';

/** Refuses to write a picture to a terminal. */
export function requireFile(output: string | undefined): void {
  if (output !== undefined || !process.stdout.isTTY) return;
  throw new UserError('a picture is no text for a terminal', {
    help: 'say where to write it: archwright export png --output shop.png',
  });
}

/** Writes a picture to a file or to standard output, and says which characters it could not show. */
export function deliverPicture({ bytes, missing }: Picture, output: string | undefined): void {
  if (output === undefined) process.stdout.write(bytes);
  else {
    writeFileAtomic(output, bytes);
    process.stderr.write(`written to "${output}"\n`);
  }
  if (missing.length === 0) return;
  const some = missing.slice(0, 10).join(' ');
  process.stderr.write(
    `${String(missing.length)} characters of names are missing in it, ${some} among them: --font names a font that has them\n`,
  );
}
