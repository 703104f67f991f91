import { basename, dirname, join } from 'node:path';
import type { DocsPlan } from '../docs/plan-docs.ts';
import { exportFile, exportPicture } from '../docs/formats/export-model.ts';
import { readBytes } from '../io/read-bytes.ts';
import { isFile } from '../io/read-text.ts';
import { requireInside } from '../io/text-folder.ts';
import { writeFileAtomic } from '../io/write-file.ts';
import type { SystemModel } from '../model/system.ts';
import { UserError } from '../util/user-error.ts';
import { docsJson, docsText, isStale, type DocsMode } from './docs-report.ts';
import { missingCharacters } from './export-picture.ts';

/** Notations in which `archwright docs` draws the containers as one picture. */
export type PictureFormat = 'svg' | 'png';

interface PictureFlags {
  readonly out?: string;
  readonly check?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/**
 * Draws the containers of a system: `docs/architecture/containers.svg` (or `.png`) unless another file is named. Gives 1
 * when the picture that is there is stale and was only checked. A file that is no such picture is never replaced: throws UserError.
 */
export async function drawContainers(
  dir: string,
  model: SystemModel,
  format: PictureFormat,
  flags: PictureFlags,
): Promise<0 | 1> {
  const file = flags.out ?? join(dir, 'docs', 'architecture', `containers.${format}`);
  if (flags.out === undefined) requireInside(dir, file);
  const bytes = await draw(model, format);
  const old = isFile(file) ? Buffer.from(readBytes(file, 'the picture')) : undefined;
  if (old !== undefined && !isPicture(old, format))
    throw new UserError(`this file is no ${format.toUpperCase()} and would be replaced`, {
      where: { file },
      help: 'move it, or name another file with --out; nothing was written',
    });
  const state = old === undefined ? 'new' : bytes.equals(old) ? 'unchanged' : 'changed';
  const plan: DocsPlan = { pages: [{ path: basename(file), text: '', state }], orphans: [] };
  const mode: DocsMode = flags.check ? 'check' : flags.dryRun ? 'dry-run' : 'write';
  if (mode === 'write' && state !== 'unchanged') writeFileAtomic(file, bytes);
  const folder = dirname(file).replaceAll('\\', '/');
  process.stdout.write(flags.json ? docsJson(plan, folder, mode) : docsText(plan, model, folder, mode));
  return mode === 'check' && isStale(plan) ? 1 : 0;
}

async function draw(model: SystemModel, format: PictureFormat): Promise<Buffer> {
  if (format === 'svg') return Buffer.from(await exportFile(model, 'svg', { owner: '', version: '' }));
  const picture = await exportPicture(model);
  process.stderr.write(missingCharacters(picture));
  return Buffer.from(picture.bytes);
}

function isPicture(bytes: Buffer, format: PictureFormat): boolean {
  return format === 'png' ? bytes.subarray(1, 4).toString() === 'PNG' : /<svg[\s>]/.test(bytes.toString());
}
