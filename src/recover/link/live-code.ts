import type { Program } from './program.ts';
import type { CodeNode } from './code-nodes.ts';
import type { References } from './references.ts';
import { runtimeImports } from './runtime-imports.ts';

/**
 * Which code of shared packages a set of files can run: what they refer to by name, and what that refers to, as a bundler
 * that drops unused code would find it. Methods and properties count when some code that runs reads their name.
 */
export function liveCode(references: References, files: Iterable<string>): ReadonlySet<CodeNode> {
  const search = new Search(references);
  for (const file of files) search.owns(file);
  search.run();
  return search.live;
}

class Search {
  readonly live = new Set<CodeNode>();
  private readonly queue: CodeNode[] = [];
  private readonly names = new Set<string>();
  private readonly waiting = new Map<string, CodeNode[]>();
  private readonly loaded = new Set<string>();
  private readonly program: Program;
  private readonly references: References;

  constructor(references: References) {
    this.program = references.program;
    this.references = references;
  }

  /** Everything in a file of the program itself counts. */
  owns(file: string): void {
    this.load(file);
    for (const node of this.references.all(file)) this.push(node);
  }

  run(): void {
    for (let at = this.queue.pop(); at !== undefined; at = this.queue.pop()) {
      const { nodes, names, later } = this.references.of(at);
      for (const node of nodes) this.push(node);
      for (const name of names) this.read(name);
      for (const [name, node] of later) {
        if (this.names.has(name)) this.push(node);
        else push(this.waiting, name, node);
      }
    }
  }

  private push(node: CodeNode): void {
    if (this.live.has(node)) return;
    this.live.add(node);
    this.queue.push(node);
  }

  private read(name: string): void {
    if (this.names.has(name)) return;
    this.names.add(name);
    for (const node of this.waiting.get(name) ?? []) this.push(node);
    this.waiting.delete(name);
  }

  // Importing a file runs its body, whatever is used of it.
  private load(start: string): void {
    const queue = [start];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (this.loaded.has(file) || !this.program.files.has(file)) continue;
      this.loaded.add(file);
      this.push(this.references.nodes.function(file, -1));
      // What markup refers to is not among the facts.
      if (/\.[jt]sx$/.test(file)) for (const node of this.references.all(file)) this.push(node);
      for (const specifier of runtimeImports(this.program.facts(file))) {
        const target = this.program.target(file, specifier);
        if ('file' in target) queue.push(target.file);
      }
    }
  }
}

function push(map: Map<string, CodeNode[]>, key: string, value: CodeNode): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
