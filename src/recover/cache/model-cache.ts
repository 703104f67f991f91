import type { Recovery } from '../../model/recovery.ts';
import type { CacheFolder } from './cache-folder.ts';

/** Which model is kept: of the files on the disk, of those before they changed, or with others in place of some. */
export type ModelSlot = 'model' | 'model-before' | 'model-edited';

/** What a recovered model is a pure function of: all that was listed and all that was read. */
export interface Inputs {
  /** Version of this program, the root as it was given, and the listing. */
  readonly listing: string;
  /** Hash of every file that was read, null for those that could not be; in the order of reading. */
  readonly reads: readonly (readonly [file: string, hash: string | null])[];
}

/**
 * The model of the last run, if it was made of the same input. With the same listing, recovery begins by reading the same
 * files; as long as each has the bytes that it had, it goes on to the same next one, and ends with the same model.
 */
export function rememberedModel(
  folder: CacheFolder,
  slot: ModelSlot,
  listing: string,
  hashOf: (file: string) => string | null,
): Recovery | undefined {
  const data = folder.read(slot);
  if (data === undefined) return undefined;
  const end = data.indexOf(10);
  const inputs = JSON.parse(data.toString('utf8', 0, end)) as Inputs;
  if (inputs.listing !== listing || !inputs.reads.every(([file, hash]) => hashOf(file) === hash)) return undefined;
  return JSON.parse(data.toString('utf8', end + 1)) as Recovery;
}

/** Keeps the model of the last run beside the one that takes its place: a change is compared with what was before it. */
export function keepModelBefore(folder: CacheFolder): void {
  const data = folder.read('model');
  if (data !== undefined) folder.write('model-before', [data]);
}

/** Keeps a model for the next run. */
export function rememberModel(folder: CacheFolder, slot: ModelSlot, inputs: Inputs, recovery: Recovery): void {
  folder.write(slot, [Buffer.from(`${JSON.stringify(inputs)}\n${JSON.stringify(recovery)}`)]);
}
