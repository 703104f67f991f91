import { findBlueprint, readBlueprint } from '../blueprint/read-blueprint.ts';
import { requireFolder } from '../io/read-text.ts';
import { ejectFiles } from '../scaffold/eject.ts';
import { readRecord } from '../scaffold/existing.ts';
import { withPacks } from '../scaffold/packs/with-packs.ts';
import { renderSystem } from '../scaffold/render-system.ts';
import { nodeMajorFor } from '../scaffold/package-json.ts';
import { readTemplates } from '../scaffold/read-templates.ts';
import type { Recorded } from '../scaffold/manifest.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from '../util/user-error.ts';
import { recordedPaths } from './recorded-paths.ts';
import { requireSettled, runGeneration, type GenerationFlags } from './run-generation.ts';

/** The flags of `eject` and `adopt`. */
export interface OwnershipFlags extends GenerationFlags {
  readonly dir: string;
}

/** Makes generated files a person's own. */
export function runEject(given: readonly string[], { dir, json = false }: OwnershipFlags): void {
  const record = requireRecord(dir);
  requireSettled(dir);
  const paths = expand(dir, given, new Set(record.files.keys()), 'is not a generated file, so it is yours already');
  const ejected = ejectFiles(dir, paths);
  if (json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ejected }, null, 2)}\n`);
  else {
    const lines = paths.map((path) =>
      ejected.includes(path) ? `eject     ${path}` : `leave     ${path}: ejected before`,
    );
    lines.push(
      ejected.length === 0
        ? 'nothing to do'
        : 'yours from here on: never written again ("archwright adopt" takes them back)',
    );
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

/** Takes files under generation: those that were ejected, and those that a person made where the template writes one. */
export function runAdopt(given: readonly string[], flags: OwnershipFlags): void {
  const { dir } = flags;
  const record = requireRecord(dir);
  const path = findBlueprint(dir);
  if (path === undefined)
    throw new UserError(`there is no archwright.yaml in "${dir}"`, { help: 'name its folder with --dir' });
  const blueprint = readBlueprint(path);
  const output = renderSystem(
    blueprint,
    withPacks(dir, blueprint, readTemplates()).templates,
    nodeMajorFor(record.node),
  );
  const ejected = [...record.files].filter(([, { owner }]) => owner === 'user').map(([each]) => each);
  const exact = new Set(output.keys());
  const paths = given.flatMap((each) => {
    const [found = each] = recordedPaths(dir, [each], exact);
    // A folder stands for what was ejected in it.
    const below = ejected.filter((other) => exact.has(other) && other.startsWith(`${found}/`));
    return exact.has(found) || below.length === 0
      ? expand(dir, [found], exact, 'is nothing that the blueprint generates')
      : below;
  });
  runGeneration(dir, blueprint, { ...flags, adopt: paths, lint: false });
}

function requireRecord(dir: string): Recorded {
  requireFolder(dir);
  const record = readRecord(dir);
  if (record !== undefined) return record;
  throw new UserError(`nothing was generated in "${dir}"`, {
    help: 'run "archwright generate" first, or name the folder with --dir',
  });
}

/** The known paths that were named, each once; a folder stands for all below it. */
function expand(dir: string, given: readonly string[], known: ReadonlySet<string>, otherwise: string): string[] {
  const paths = recordedPaths(dir, given, known).flatMap((path) => {
    if (known.has(path)) return [path];
    const below = [...known].filter((each) => each.startsWith(`${path}/`));
    if (below.length > 0) return below;
    const near = didYouMean(path, [...known]);
    throw new UserError(`"${path}" ${otherwise}`, {
      help: near === undefined ? '"archwright status" lists the generated files' : `did you mean "${near}"?`,
    });
  });
  return [...new Set(paths)];
}
