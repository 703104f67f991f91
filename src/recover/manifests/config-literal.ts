import { posix } from 'node:path';
import type { Expr, FileFacts } from '../facts/file-facts.ts';
import { lowerFile } from '../facts/lower-file.ts';
import { folderOf } from './paths.ts';

/** Reads a file that a configuration imports; undefined when it is not there. */
export type LoadConfig = (
  specifier: string,
  from: string,
) => { readonly file: string; readonly text: string } | undefined;

/** Starts a path that `__dirname` made: what follows is relative to the root. */
const ROOTED = '\0';

const DEEPEST = 60;
const MOST_STEPS = 20_000;

/** What a configuration in JavaScript or TypeScript says, without running it. What is computed in ways that are not followed is undefined. */
export class ConfigLiteral {
  private readonly facts: FileFacts;
  private readonly load: LoadConfig;
  /** Files on the way to this one, and the steps that all of them may still take together. */
  private readonly run: { readonly files: readonly string[]; readonly budget: { steps: number } };
  /** Names whose value is being read. */
  private readonly open = new Set<number>();

  constructor(
    file: string,
    text: string,
    load: LoadConfig = () => undefined,
    run: ConfigLiteral['run'] = { files: [], budget: { steps: MOST_STEPS } },
  ) {
    this.facts = lowerFile(file, text);
    this.load = load;
    this.run = { ...run, files: [...run.files, file] };
  }

  /** `module.exports`, or the default export. */
  exported(name = 'default'): unknown {
    const wanted = name === 'default' ? ['=', 'default'] : [name];
    const found = this.facts.exports.find((one) => wanted.includes(one.name));
    return found === undefined ? undefined : this.value(found.value);
  }

  /** Options of every `new Name(scope, id, options)` of a class by this name that came from a package. */
  constructed(name: string): readonly { readonly options: unknown; readonly line: number; readonly column: number }[] {
    return this.facts.calls.flatMap(({ callee: written, args, isNew, line, column }) => {
      const callee = written.k === 'id' ? (this.facts.bindings[written.b]?.values[0] ?? written) : written;
      const isNamed = callee.k === 'import' ? callee.n === name : callee.k === 'get' && callee.n === name;
      const last = args.at(-1);
      return isNew && isNamed && last !== undefined ? [{ options: this.value(last), line, column }] : [];
    });
  }

  private value(expr: Expr, given: ReadonlyMap<string, unknown> = new Map(), depth = 0): unknown {
    if (depth > DEEPEST || --this.run.budget.steps < 0) return undefined;
    const inner = (one: Expr): unknown => this.value(one, given, depth + 1);
    switch (expr.k) {
      case 'str':
      case 'num':
      case 'bool':
        return expr.v;
      case 'cat':
        return joined(expr.parts.map(inner));
      case 'id': {
        const values = this.facts.bindings[expr.b]?.values ?? [];
        if (values.length !== 1 || !values[0] || this.open.has(expr.b)) return undefined;
        this.open.add(expr.b);
        const value = inner(values[0]);
        this.open.delete(expr.b);
        return value;
      }
      case 'global':
        return expr.n === '__dirname' ? `${ROOTED}${folderOf(this.facts.file)}` : undefined;
      case 'param':
        return given.get(`${expr.f}:${expr.i}`);
      case 'get':
        return member(inner(expr.o), expr.n);
      case 'obj':
        return this.object(expr, given, depth);
      case 'arr':
        return expr.items.flatMap((one) => {
          const value = inner(one.k === 'spread' ? one.e : one);
          return one.k === 'spread' ? (Array.isArray(value) ? (value as unknown[]) : []) : [value];
        });
      case 'any':
        return expr.of.map(inner).find((one) => one !== undefined);
      case 'import':
        return this.imported(expr.s, expr.n);
      case 'call':
        return this.called(expr.c, given, depth);
      default:
        return undefined;
    }
  }

  private object(expr: Extract<Expr, { k: 'obj' }>, given: ReadonlyMap<string, unknown>, depth: number): unknown {
    const entries = expr.props.flatMap(({ key, value }): [string, unknown][] => {
      const read = this.value(value, given, depth + 1);
      if (key === null) return typeof read === 'object' && read !== null ? Object.entries(read) : [];
      const name = typeof key === 'string' ? key : this.value(key, given, depth + 1);
      return typeof name === 'string' ? [[name, read]] : [];
    });
    return Object.fromEntries(entries);
  }

  private called(at: number, given: ReadonlyMap<string, unknown>, depth: number): unknown {
    const call = this.facts.calls[at];
    if (call === undefined) return undefined;
    const args = call.args.map((one) => this.value(one, given, depth + 1));
    const [first] = args;
    const { callee } = call;
    if (callee.k === 'get' && /^(?:join|resolve)$/.test(callee.n)) return joinedPath(args);
    if (callee.k === 'get' && callee.n === 'map') {
      const items = this.value(callee.o, given, depth + 1);
      const fn = call.args[0];
      const result = fn?.k === 'fn' ? this.facts.functions[fn.f]?.returns[0] : undefined;
      if (!Array.isArray(items) || fn?.k !== 'fn' || result === undefined) return undefined;
      return items.map((item) => this.value(result, new Map([...given, [`${fn.f}:0`, item]]), depth + 1));
    }
    // `defineConfig({ … })` gives what it is given, and so does a function that makes `__dirname` relative.
    const isGiven = typeof first === 'string' ? first.startsWith(ROOTED) : typeof first === 'object';
    return args.length === 1 && isGiven ? first : undefined;
  }

  private imported(specifier: string, name: string): unknown {
    const { files, budget } = this.run;
    const found = files.length > 5 || budget.steps < 0 ? undefined : this.load(specifier, this.facts.file);
    if (found === undefined || files.includes(found.file)) return undefined;
    // Reading a file costs more than a step.
    budget.steps -= 100;
    const other = new ConfigLiteral(found.file, found.text, this.load, this.run);
    const reexported = other.facts.exports.find((one) => one.name === name)?.value;
    return reexported?.k === 'import' ? other.imported(reexported.s, reexported.n) : other.exported(name);
  }
}

/** A path of a configuration, relative to the root, whether written relative to the file or made from `__dirname`; null when it leads out. */
export function configPath(folder: string, path: string): string | null {
  const [base, rest] = path.startsWith(ROOTED) ? ['.', path.slice(1)] : [folder, path];
  if (/^(?:\/|~|[A-Za-z]:[\\/])/.test(rest) || rest.includes('${')) return null;
  const found = posix.normalize(posix.join(base, rest.replaceAll('\\', '/'))).replace(/\/+$/, '');
  return found === '..' || found.startsWith('../') ? null : found === '' ? '.' : found;
}

function joined(parts: readonly unknown[]): string | undefined {
  const texts = parts.map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part) : undefined));
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}

function joinedPath(parts: readonly unknown[]): string | undefined {
  if (!parts.every((part) => typeof part === 'string')) return undefined;
  const rooted = parts[0]?.startsWith(ROOTED) === true;
  const path = posix.join(...parts.map((part) => part.replace(ROOTED, '')));
  return rooted ? `${ROOTED}${path}` : path;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
