import type { Expr, FileFacts } from './facts/file-facts.ts';
import type { Resolver } from './link/program.ts';

/** An import of one source file by another, and how often the importing one calls what it imports. */
export interface FileUse {
  readonly from: string;
  readonly to: string;
  readonly line: number;
  readonly column: number;
  /** Nothing of it is left when the program runs. */
  readonly typesOnly: boolean;
  /** Call sites: of imported functions and namespaces, and of objects that are made of, or declared as, an imported class. */
  readonly calls: number;
}

/** What a file imports of others of the repository; one entry for each file that it leads to. */
export function usesOf(facts: FileFacts, resolver: Resolver): readonly FileUse[] {
  const calls = callsBySpecifier(facts);
  const found = new Map<string, FileUse>();
  for (const [index, specifier] of facts.imports.entries()) {
    const target = resolver.resolve(facts.file, specifier);
    const { line = 0, column = 0, typesOnly = false } = facts.importSites[index] ?? {};
    if (!('file' in target) || target.file === facts.file) continue;
    const before = found.get(target.file);
    found.set(target.file, {
      from: facts.file,
      to: target.file,
      line: before?.line ?? line,
      column: before?.column ?? column,
      typesOnly: typesOnly && before?.typesOnly !== false,
      calls: (before?.calls ?? 0) + (calls.get(specifier) ?? 0),
    });
  }
  return [...found.values()];
}

function callsBySpecifier(facts: FileFacts): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { callee } of facts.calls) {
    for (const specifier of new Set(specifiersOf(facts, callee, 0)))
      counts.set(specifier, (counts.get(specifier) ?? 0) + 1);
  }
  return counts;
}

// Deeper than code is written by hand; a name that is made from itself ends here.
const DEEPEST = 6;

// What a call gives is not followed: `stock().reserve()` counts once, for `stock()`.
function specifiersOf(facts: FileFacts, expr: Expr, depth: number): readonly string[] {
  if (depth > DEEPEST) return [];
  const follow = (next: Expr | undefined): readonly string[] =>
    next === undefined ? [] : specifiersOf(facts, next, depth + 1);
  switch (expr.k) {
    case 'import':
    case 'mod':
      return [expr.s];
    case 'id': {
      const binding = facts.bindings[expr.b];
      return [...(binding?.values ?? []), ...(binding?.type ? [binding.type.name] : [])].flatMap(follow);
    }
    case 'type':
      return follow({ k: 'id', b: expr.b });
    case 'param':
      return follow(facts.functions[expr.f]?.params[expr.i]?.type?.name);
    case 'get':
      return expr.o.k === 'this' ? fieldSpecifiers(facts, expr.o.c, expr.n, follow) : follow(expr.o);
    case 'at':
      return follow(expr.o);
    case 'any':
      return expr.of.flatMap(follow);
    case 'call':
      return facts.calls[expr.c]?.isNew === true ? follow(facts.calls[expr.c]?.callee) : [];
    default:
      return [];
  }
}

function fieldSpecifiers(
  facts: FileFacts,
  cls: number,
  name: string,
  follow: (next: Expr | undefined) => readonly string[],
): readonly string[] {
  const fields = facts.classes[cls]?.fields.filter((field) => field.name === name) ?? [];
  return fields.flatMap(({ type, value }) => [...follow(type?.name), ...follow(value ?? undefined)]);
}
