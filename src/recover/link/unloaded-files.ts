import { posix } from 'node:path';
import type { Expr, FileFacts } from '../facts/file-facts.ts';
import type { Unit } from '../inventory/unit.ts';
import type { Collected } from './collect.ts';
import { WORKING_FOLDER } from './computed-modules.ts';
import type { Evaluator } from './evaluate.ts';
import { partsOf } from './texts.ts';
import type { Value } from './values.ts';

// Frameworks and packages that load files by their place, or by what a document says.
const LOADS_BY_PLACE =
  /^(?:next|nuxt3?|nitro|nitropack|sails|egg|thinkjs|seneca|moleculer|loopback|directus|astro|actionhero|kraken-js|meddleware|parse-server|total[.\w]*|(?:@strapi\/)?strapi|@adonisjs\/core|@medusajs\/[\w-]+|@loopback\/[\w-]+|@midwayjs\/[\w-]+|@tsed\/[\w-]+|@foal\/core|@redwoodjs\/[\w-]+|@backstage\/[\w-]+|@keystonejs\/[\w-]+|@sveltejs\/kit|@remix-run\/[\w-]+|express-enrouten|.*(?:swagger|openapi|oas\d?-|exegesis).*)$/;

const GLOB = /\*\S*(?:js|ts)\b/;

const UNKNOWN_FOLDER = '';

/** What tells of a service which of its files run. */
interface Started {
  readonly ownerOf: (file: string) => Unit | undefined;
  /** Files that listen, or that make an application of their own. */
  readonly programs: ReadonlySet<string>;
  /** Files that listen. */
  readonly listening: ReadonlySet<string>;
}

/** What is collected without the routes of files that nothing loads: they answer nobody. */
export function withoutUnloaded(
  evaluator: Evaluator,
  collected: Collected,
  ownerOf: (file: string) => Unit | undefined,
): Collected {
  const listening = new Set(collected.listens.map(({ site }) => site.file));
  const apps = collected.routes.flatMap(({ shape: { server } }) =>
    server.site && !/Router(?:\(\)|!)/.test(server.path) ? [server.site.file] : [],
  );
  const unloaded = new UnloadedFiles(evaluator, { ownerOf, listening, programs: new Set([...listening, ...apps]) });
  const routes = collected.routes.filter(({ site: { file } }) => {
    const unit = ownerOf(file);
    return unit === undefined || unit.kind === 'library' || !unloaded.has(unit, file);
  });
  return routes.length === collected.routes.length ? collected : { ...collected, routes };
}

/**
 * Files of services that nothing loads. Nothing is said of a service whose program is not known, and of files that are
 * loaded, or may be, by their place or by a path that is worked out.
 */
class UnloadedFiles {
  private readonly evaluator: Evaluator;
  private readonly started: Started;
  private readonly byUnit = new Map<string, ReadonlySet<string>>();
  private given: ReadonlySet<string> | undefined;

  constructor(evaluator: Evaluator, started: Started) {
    this.evaluator = evaluator;
    this.started = started;
  }

  has(unit: Unit, file: string): boolean {
    if (this.started.ownerOf(file)?.id !== unit.id) return false;
    let found = this.byUnit.get(unit.id);
    if (!found) {
      found = this.unloadedBy(unit);
      this.byUnit.set(unit.id, found);
    }
    return found.has(file);
  }

  private unloadedBy(unit: Unit): ReadonlySet<string> {
    const { files } = this.evaluator.program;
    const { ownerOf, programs, listening } = this.started;
    const none = new Set<string>();
    const entries = unit.entryFiles.filter((file) => files.has(file));
    if (unit.kind === 'function' || unit.frameworks.length > 0 || loadsByPlace(unit)) return none;
    if (![...this.closure(entries)].some((file) => listening.has(file))) return none;
    const own = [...files.keys()].filter((file) => ownerOf(file)?.id === unit.id);
    const named = this.named(unit, own);
    if (named.isAny) return none;
    const isRoot = (file: string): boolean =>
      ownerOf(file)?.id !== unit.id ||
      programs.has(file) ||
      this.isGiven(file) ||
      named.folders.some((folder) => file.startsWith(folder)) ||
      named.scripts.includes(posix.basename(file)) ||
      wordsOf(unit, file).some((word) => named.words.has(word)) ||
      named.stems.has(stemOf(file));
    const loaded = this.closure([...entries, ...[...files.keys()].filter(isRoot)]);
    return new Set(own.filter((file) => !loaded.has(file)));
  }

  // What a framework gives something to, or what is called from where no import leads here, was loaded all the same.
  private isGiven(file: string): boolean {
    const { program, callers } = this.evaluator;
    if (!callers) return true;
    this.given ??= new Set([...callers.given.keys()].map((key) => key.slice(0, key.lastIndexOf('#'))));
    if (this.given.has(file)) return true;
    const imports = (from: string): boolean => this.importsOf(from).includes(file);
    return program
      .facts(file)
      .functions.some((_fn, f) =>
        [...callers.of(file, f), ...callers.passedTo(file, f)].some((ref) => ref.file !== file && !imports(ref.file)),
      );
  }

  private closure(start: readonly string[]): ReadonlySet<string> {
    const reached = new Set(start);
    for (const file of reached) for (const target of this.importsOf(file)) reached.add(target);
    return reached;
  }

  private importsOf(file: string): readonly string[] {
    const { program } = this.evaluator;
    return (program.files.get(file)?.imports ?? []).flatMap((specifier) => {
      const target = program.target(file, specifier);
      return 'file' in target ? [target.file] : [];
    });
  }

  // What a service's code says of files other than by importing them.
  private named(unit: Unit, own: readonly string[]): Named {
    const { program } = this.evaluator;
    const scripts = [...(unit.packageJson?.scripts.values() ?? [])].map(({ value }) => value).join(' ');
    const named: Named = { folders: [], words: new Set(), stems: new Set(), scripts, isAny: false };
    // Shared code may load files of the services that use it.
    const shared = [...program.files.keys()].filter((file) => {
      const owner = this.started.ownerOf(file);
      return owner === undefined || owner.kind === 'library';
    });
    for (const file of [...own, ...shared]) {
      const facts = program.facts(file);
      for (const specifier of facts.imports)
        if ('pkg' in program.target(file, specifier)) named.stems.add(stemOf(specifier));
      this.readCalls(file, facts, named);
    }
    return named;
  }

  private readCalls(file: string, facts: FileFacts, named: Named): void {
    for (const { callee, args } of facts.calls) {
      if (callee.k === 'global' && /^(?:require|import)$/.test(callee.n)) {
        const folder = this.folderOf(file, args[0]);
        if (folder === UNKNOWN_FOLDER) named.isAny = true;
        else named.folders.push(folder);
      }
      for (const text of args.flatMap((arg) => textsIn(arg, 0))) {
        if (GLOB.test(text)) named.isAny = true;
        // A path of a route begins with a slash; a path of a folder is put together with others, or relative.
        const isPath = callee.k === 'get' && /^(?:join|resolve)$/.test(callee.n);
        if (isPath || /^(?:\.{0,2}\/)?[\w.-]+(?:\/[\w.-]+)*\/?$/.test(text.replace(/^\//, isPath ? '' : ' ')))
          for (const word of text.split('/')) named.words.add(word);
      }
    }
  }

  // The folder in which a path that is worked out lies; empty when it may lie anywhere.
  private folderOf(file: string, path: Expr | undefined): string {
    const [value, ...more]: readonly Value[] = path ? this.evaluator.eval(file, path, undefined) : [];
    const [start, ...rest] = value && more.length === 0 ? partsOf(value) : [];
    if (!start) return UNKNOWN_FOLDER;
    const open = rest.findIndex((part) => part.p !== 'text');
    const known = (open < 0 ? rest : rest.slice(0, open)).map((part) => (part.p === 'text' ? part.s : '')).join('');
    const home =
      start.p === 'hole' && start.name === WORKING_FOLDER
        ? this.evaluator.program.packageOf(file)
        : posix.dirname(file);
    const isRelative = start.p === 'text' && /^\.\.?\//.test(start.s);
    if (start.p !== 'hole' && !isRelative) return UNKNOWN_FOLDER;
    if (start.p === 'hole' && !/^(?:__dirname|process\.cwd\(\))$/.test(start.name)) return UNKNOWN_FOLDER;
    const whole = posix.join(home, isRelative && start.p === 'text' ? start.s : '', known);
    return `${whole.endsWith('/') ? whole.slice(0, -1) : posix.dirname(whole)}/`;
  }
}

interface Named {
  readonly folders: string[];
  readonly words: Set<string>;
  readonly stems: Set<string>;
  readonly scripts: string;
  isAny: boolean;
}

function loadsByPlace({ packageJson }: Unit): boolean {
  const names = [...(packageJson?.dependencies.keys() ?? []), ...(packageJson?.devDependencies.keys() ?? [])];
  return names.some((name) => LOADS_BY_PLACE.test(name));
}

// Folders that a file lies in, seen from the service's own.
function wordsOf(unit: Unit, file: string): string[] {
  const inside = unit.path === '.' ? file : file.slice(unit.path.length + 1);
  return inside
    .split('/')
    .slice(0, -1)
    .filter((word) => !/^(?:src|app|lib|server)$/.test(word));
}

function stemOf(path: string): string {
  const [name = '', folder = ''] = path.split('/').reverse();
  const stem = name.replace(/\.(?:[cm]?[jt]sx?)$/, '');
  return stem === 'index' ? folder : stem;
}

function textsIn(expr: Expr, depth: number): string[] {
  if (depth > 4) return [];
  const inner = (one: Expr): string[] => textsIn(one, depth + 1);
  if (expr.k === 'str') return [expr.v];
  if (expr.k === 'cat') return [expr.parts.flatMap((part) => (part.k === 'str' ? [part.v] : [''])).join('')];
  if (expr.k === 'arr') return expr.items.flatMap(inner);
  if (expr.k === 'obj') return expr.props.flatMap(({ value }) => inner(value));
  if (expr.k === 'any') return expr.of.flatMap(inner);
  if (expr.k === 'bin') return [...inner(expr.l), ...inner(expr.r)];
  return [];
}
