import { finalStage, type Dockerfile } from '../manifests/dockerfile.ts';
import type { Evidence } from '../../model/system.ts';
import { baseOf, folderOf, isInside, joinPath, resolvePath } from '../manifests/paths.ts';
import { packagesByFolder } from './candidates.ts';
import { draftOf, draftsBelow, type Draft, type Drafts } from './draft.ts';
import { resolveEntry } from './entry-files.ts';
import { bestFit } from './names.ts';
import { roleOf } from './role.ts';
import { startsOfCommand } from './starts.ts';

/** A build of an image, as a compose file, a script or the mere presence of a Dockerfile tells it. */
export interface Build {
  readonly context: string;
  readonly dockerfile: Dockerfile | undefined;
  readonly target: string | null;
  readonly args: Readonly<Record<string, string>>;
  /** What the container runs instead of the image's own command. */
  readonly command: string | null;
  /** Names that the deployment gives it. */
  readonly names: readonly string[];
  readonly evidence: Evidence;
}

/** The folder whose program a build packs, with the entry file if that is told. */
export interface Target {
  readonly path: string;
  readonly entries: readonly string[];
}

/** Finds what a build packs: its own folder when that is one unit, else what its command, arguments, copies and names point at. */
export function targetOf(drafts: Drafts, build: Build): Target {
  const folder = build.dockerfile === undefined ? build.context : folderOf(build.dockerfile.file);
  const own = isInside(folder, build.context) ? folder : build.context;
  const entries = entriesOf(drafts, build, own);
  const single = [own, build.context].find((path) => drafts.byPath.has(path) && draftsBelow(drafts, path).length === 0);
  if (single !== undefined && (single !== '.' || draftsBelow(drafts, build.context).length === 0))
    return { path: single, entries };
  const below = draftsBelow(drafts, build.context);
  const found =
    templated(drafts, build) ??
    copiedByName(drafts, build) ??
    ownerOfEntry(drafts, entries, below) ??
    namedByArguments(build, below) ??
    bestFit(fileSuffix(build) ?? '', below, (draft) => draft.names)?.path ??
    mentioned(build, below) ??
    firstFit(build.names, below) ??
    copiedFolder(drafts, build);
  if (found !== undefined) return { path: found, entries };
  if (drafts.byPath.has(own)) return { path: own, entries };
  return {
    path: liftGeneric(drafts, drafts.languages.has(own) || build.context === '.' ? own : build.context),
    entries,
  };
}

// Folders such as `orders/src` are named by what contains them.
function liftGeneric(drafts: Drafts, folder: string): string {
  const parent = folderOf(folder);
  const isGeneric = /^(?:src|app|source|code|docker|build|deploy)$/.test(baseOf(folder)) && folder !== '.';
  if (!isGeneric || parent === '.') return folder;
  const known = drafts.byPath.get(parent);
  return known === undefined
    ? draftsBelow(drafts, parent).length === 0
      ? parent
      : folder
    : known.language === 'node'
      ? folder
      : parent;
}

/** The files that an image's command starts. */
export function entriesOf(drafts: Drafts, build: Build, own: string): string[] {
  const stage = build.dockerfile && finalStage(build.dockerfile, build.target);
  const written =
    build.command ?? [stage?.entrypoint?.value, stage?.command?.value].filter((one) => one !== undefined).join(' ');
  if (written === '') return [];
  const command = substitute(written, build);
  const copied = (build.dockerfile?.stages ?? []).flatMap((one) => one.copies);
  const bases = new Set([own, build.context]);
  const starts = [...bases].flatMap((base) =>
    startsOfCommand(drafts.files, packagesByFolder(drafts), base, inWorkdir(command, stage?.workdir), build.evidence),
  );
  const entries = new Set(starts.flatMap((start) => (start.entry === undefined ? [] : [start.entry])));
  for (const { started } of starts) {
    if (started.kind !== 'node') continue;
    for (const copy of copied) {
      for (const source of copy.sources) {
        const path = resolvePath(build.context, substitute(source, build).replace(/^\//, ''));
        if (path === null) continue;
        if (baseOf(path) === baseOf(started.entry) && drafts.files.has(path)) return [path];
        const found = drafts.files.has(path) ? undefined : resolveEntry(drafts.files, path, started.entry);
        if (found !== undefined && roleOf(found) === 'production') entries.add(found);
      }
    }
  }
  return [...entries];
}

// `node /app/dist/main.js` in the working folder /app is `node dist/main.js`.
function inWorkdir(command: string, workdir: string | undefined): string {
  if (workdir === undefined || workdir === '/')
    return command.replaceAll(/(^|\s)\/(?:usr\/src\/app|app|opt\/app|home\/node\/app|srv)\//g, '$1');
  return command.replaceAll(`${workdir.replace(/\/$/, '')}/`, '');
}

function substitute(text: string, { args, dockerfile }: Build): string {
  return text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => args[name] ?? dockerfile?.args.get(name) ?? whole);
}

function ownerOfEntry(drafts: Drafts, entries: readonly string[], below: readonly Draft[]): string | undefined {
  const owners = new Set(
    entries.map((entry) => draftOf(drafts, entry)).filter((draft) => draft !== undefined && below.includes(draft)),
  );
  const [owner] = owners;
  return owners.size === 1 ? owner?.path : undefined;
}

function namedByArguments(build: Build, below: readonly Draft[]): string | undefined {
  for (const value of [...Object.values(build.args), ...(build.target === null ? [] : [build.target])]) {
    const path = resolvePath('.', value);
    const found =
      below.find((draft) => draft.path === path || draft.path.endsWith(`/${value}`)) ??
      below.find((draft) => draft.names.includes(value) || draft.ownPackage?.name === value);
    if (found !== undefined) return found.path;
  }
  return undefined;
}

// `COPY apps/orders apps/orders`, `WORKDIR /app/apps/orders`, `RUN pnpm --filter @shop/orders build` name exactly one unit that is no library.
function mentioned(build: Build, below: readonly Draft[]): string | undefined {
  if (build.dockerfile === undefined) return undefined;
  const { stages, runs } = build.dockerfile;
  const copies = stages
    .flatMap((stage) => stage.copies.flatMap((copy) => copy.sources))
    .filter((source) => !/package[\w*.-]*\.json|lock|\.\w{2,4}$/.test(source));
  const text = [
    ...copies,
    ...stages.map((stage) => stage.workdir),
    ...runs,
    ...stages.map((stage) => stage.command?.value ?? ''),
  ]
    .map((one) => `${substitute(one, build)} `)
    .join('\n');
  const units = below.filter((draft) => !draft.isLibrary);
  const byPath = units.filter((draft) => {
    const relative = build.context === '.' ? draft.path : draft.path.slice(build.context.length + 1);
    return new RegExp(`(?:^|[\\s/.=])${escape(relative)}(?:[\\s/]|$)`, 'm').test(text);
  });
  const started = (list: readonly Draft[]): readonly Draft[] =>
    list.length > 1 ? list.filter((draft) => draft.starts.length > 0) : list;
  const byName = units.filter(
    (draft) =>
      draft.ownPackage?.name != null &&
      new RegExp(`(?:[\\s=]|--filter=?\\s*)["']?${escape(draft.ownPackage.name)}(?:\\.\\.\\.)?["'\\s]`).test(text),
  );
  for (const list of [byName, byPath, started(byName), started(byPath)]) if (list.length === 1) return list[0]?.path;
  return undefined;
}

// A Dockerfile for many: `COPY services/${NAME} …` with the argument that this build gives.
function templated(drafts: Drafts, build: Build): string | undefined {
  for (const copy of (build.dockerfile?.stages ?? []).flatMap((stage) => stage.copies)) {
    for (const source of copy.sources) {
      if (!source.includes('$')) continue;
      const path = resolvePath(build.context, substitute(source, build).replace(/^\//, ''));
      if (path !== null && path !== build.context && [...drafts.files].some((file) => file.startsWith(`${path}/`)))
        return path;
    }
  }
  return undefined;
}

function fileSuffix(build: Build): string | undefined {
  const name = baseOf(build.dockerfile?.file ?? '');
  return /^(?:dockerfile|containerfile)[.\-_]([\w-]+)$/i.exec(name)?.[1] ?? /^([\w-]+)\.dockerfile$/i.exec(name)?.[1];
}

function firstFit(names: readonly string[], below: readonly Draft[]): string | undefined {
  for (const name of names) {
    const found = bestFit(
      name,
      below.filter((draft) => !draft.isLibrary),
      (draft) => draft.names,
    );
    if (found !== undefined) return found.path;
  }
  return undefined;
}

// `Dockerfile.gateway` with `COPY services/gateway …` packs that folder.
function copiedByName(drafts: Drafts, build: Build): string | undefined {
  const wanted = fileSuffix(build);
  if (wanted === undefined) return undefined;
  return bestFit(wanted, copiedFolders(drafts, build), (path) => [baseOf(path)]);
}

// The deepest folder with a project that is copied, when the Dockerfile stands outside of what it packs.
function copiedFolder(drafts: Drafts, build: Build): string | undefined {
  // Beside its own sources (`ratings/Dockerfile` with `COPY html/`), the Dockerfile's folder is the unit.
  if (build.dockerfile !== undefined && folderOf(build.dockerfile.file) === build.context && build.context !== '.')
    return undefined;
  const folders = copiedFolders(drafts, build).filter((path) => drafts.byPath.has(path) || drafts.languages.has(path));
  return folders.sort((a, b) => b.split('/').length - a.split('/').length)[0];
}

function copiedFolders(drafts: Drafts, build: Build): string[] {
  return (build.dockerfile?.stages ?? [])
    .flatMap((stage) => stage.copies.flatMap((copy) => copy.sources))
    .map((source) => resolvePath(build.context, source.replace(/^\//, '').replace(/\/?\*.*$/, '')))
    .filter((path) => path !== null)
    .filter(
      (path) => path !== build.context && path !== '.' && !drafts.files.has(path) && !baseOf(path).startsWith('.'),
    );
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** Folders that a Dockerfile for many could pack: those at the place of `COPY services/${NAME}` that hold every file it copies from there. */
export function templateFolders(drafts: Drafts, dockerfile: Dockerfile): { folder: string; entries: string[] }[] {
  const context = folderOf(dockerfile.file);
  const sources = dockerfile.stages
    .flatMap((stage) => stage.copies.flatMap((copy) => copy.sources))
    .filter((source) => source.includes('$'));
  const parts = sources
    .map((source) => /^\.?\/?([\w./-]*?)\$\{?(\w+)\}?(?:\/([\w./-]*))?$/.exec(source))
    .filter((match) => match !== null);
  const first = parts[0];
  if (first === undefined || !dockerfile.args.has(first[2] ?? '') || first[1] === '') return [];
  const parent = resolvePath(context, first[1] ?? '');
  if (parent === null) return [];
  const inner = parts.map((part) => part[3] ?? '').filter((path) => /\.\w+$/.test(path));
  const folders = new Set(
    [...drafts.files]
      .filter((file) => file.startsWith(`${parent}/`))
      .map((file) => file.slice(parent.length + 1))
      .filter((file) => file.includes('/'))
      .map((file) => joinPath(parent, file.slice(0, file.indexOf('/')))),
  );
  return [...folders]
    .map((folder) => ({ folder, entries: inner.map((path) => joinPath(folder, path)) }))
    .filter(
      ({ folder, entries }) =>
        entries.every((entry) => drafts.files.has(entry)) &&
        [...drafts.files].some((file) => file.startsWith(`${folder}/`) && /\.[cm]?[jt]s$/.test(file)),
    );
}
