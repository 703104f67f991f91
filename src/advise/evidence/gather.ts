import type { History, NoHistory } from '../../model/history.ts';
import type { SystemModel } from '../../model/system.ts';
import type { Listing } from '../../recover/read-listing.ts';
import { findModules, moduleIndex } from '../seams/find-modules.ts';
import { isDomainName } from '../seams/roles.ts';
import { measureActivity } from './activity.ts';
import { readFacts, type FactReadings } from './catalogue.ts';
import { findMarks } from './find-marks.ts';
import { backEnds } from './structure.ts';

/** Reads every fact of the catalogue from a recovered model, the files, and the history, which is walked once. */
export async function gatherFacts(
  model: SystemModel,
  listing: Listing,
  history: History | NoHistory,
): Promise<FactReadings> {
  const { files, sources, packages, read } = listing;
  const modules = findModules({ files: sources.map((file) => ({ file, lines: 1 })), packages });
  const areas = modules.filter(({ folder }) => isDomainName(folder));
  const find = moduleIndex(areas);
  const services = partsOf(model);
  const partOf = services.length > 1 ? (file: string) => serviceOf(services, file) : (file: string) => find(file)?.name;
  return readFacts({
    model,
    packages,
    modules,
    files,
    read,
    sourceFiles: sources.length,
    sourceLines: sources.reduce((lines, file) => lines + (read(file) ?? '').split('\n').length, 0),
    marks: findMarks(files, packages, read),
    activity: await measureActivity(history, partOf),
  });
}

// A service in the root would own every file.
function partsOf(model: SystemModel): readonly (readonly [folder: string, id: string])[] {
  return backEnds(model)
    .filter(({ path }) => path !== '.')
    .map(({ path, id }) => [`${path}/`, id] as const)
    .sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
}

function serviceOf(services: readonly (readonly [string, string])[], file: string): string | undefined {
  return services.find(([folder]) => file.startsWith(folder))?.[1];
}
