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
  process.stderr.write(missingCharacters({ missing }));
}

/** Which characters a picture could not show, as a line; empty when it shows all. */
export function missingCharacters({ missing }: Pick<Picture, 'missing'>): string {
  if (missing.length === 0) return '';
  const some = missing.slice(0, 10).join(' ');
  return `${String(missing.length)} characters of names are missing in it, ${some} among them: "archwright export png --font" takes a font that has them\n`;
}
