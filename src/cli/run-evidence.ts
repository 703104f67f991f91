import type { FactReadings } from '../advise/evidence/catalogue.ts';
import { gatherFacts } from '../advise/evidence/gather.ts';
import { factsJson, renderFacts } from '../advise/evidence/render-facts.ts';
import { readListing } from '../recover/read-listing.ts';
import { readHistory } from './git/read-history.ts';
import { withProgress } from './progress.ts';
import { recoverRepository } from './read-repository.ts';
import { columns, style } from './terminal.ts';

/** Options of `archwright evidence`, as commander gives them. */
export interface EvidenceFlags {
  readonly json?: true;
  readonly cache: boolean;
}

/** Prints every fact of the catalogue, those that are unknown with the reason. */
export async function runEvidence(dir: string, { json, cache }: EvidenceFlags): Promise<void> {
  const { system, readings } = await readEvidence(dir, { cache });
  const text =
    json === true
      ? `${JSON.stringify(factsJson(system, readings), null, 2)}\n`
      : renderFacts(system, readings, columns(), style);
  process.stdout.write(text);
}

/** What a repository says about itself, with the name of the system. An empty folder says nothing: every fact is unknown. */
export async function readEvidence(
  dir: string,
  { cache }: { readonly cache: boolean },
): Promise<{ readonly system: string; readonly readings: FactReadings }> {
  const { model } = await recoverRepository(dir, { cache });
  const readings = await withProgress(async (onProgress) => {
    onProgress('reading the history');
    return gatherFacts(model, readListing(dir), await readHistory(dir));
  });
  return { system: model.name, readings };
}
