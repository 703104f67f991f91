import type { CallRef } from './callers.ts';
import type { CodeNode } from './code-nodes.ts';
import type { Evaluator } from './evaluate.ts';
import type { Referred, References } from './references.ts';

const DEEPEST = 6;

/** Which functions anybody refers to, by calling them, handing them on, or reading a member of their name. */
export class MentionedCode {
  readonly evaluator: Evaluator;
  private readonly references: References;
  /** Who refers to a function; `undefined` among them is somebody of whom only the name is known. */
  private readonly by = new Map<CodeNode, Set<CodeNode | undefined>>();
  private readonly names = new Set<string>();
  private readonly waiting = new Map<string, CodeNode[]>();
  private readonly queue: [node: CodeNode, source: CodeNode | undefined][] = [];
  private isRead = false;

  constructor(evaluator: Evaluator, references: References) {
    this.evaluator = evaluator;
    this.references = references;
  }

  /** Whether nobody gets to the function around a call: nobody mentions it, but for functions that nobody mentions. */
  isUnmentioned({ file, c }: CallRef): boolean {
    const f = this.outermost(file, this.evaluator.program.facts(file).calls[c]?.fn ?? -1);
    if (!this.isRead) this.readAll();
    return this.isIdle(file, f, 0);
  }

  private isIdle(file: string, f: number, depth: number): boolean {
    const fn = this.evaluator.program.fn(file, f);
    // What frameworks call on objects, and by the place of a file, has other names than these.
    if (!fn || fn.cls >= 0 || depth > DEEPEST || this.names.has(`global ${fn.name}`)) return false;
    for (const source of this.by.get(this.references.nodes.function(file, f)) ?? []) {
      if (source?.kind !== 'function') return false;
      const outer = this.outermost(source.file, source.index);
      const isItself = source.file === file && outer === f;
      if (!isItself && !this.isIdle(source.file, outer, depth + 1)) return false;
    }
    return true;
  }

  private outermost(file: string, inner: number): number {
    const { program } = this.evaluator;
    let f = inner;
    while (f >= 0 && (program.fn(file, f)?.parent ?? -1) >= 0) f = program.fn(file, f)?.parent ?? -1;
    return f;
  }

  private readAll(): void {
    this.isRead = true;
    for (const [file, facts] of this.evaluator.program.files) {
      for (const node of [this.references.nodes.function(file, -1), ...this.references.all(file)])
        this.refer(this.references.of(node), node);
      for (const { callee } of facts.calls) if (callee.k === 'global') this.names.add(`global ${callee.n}`);
      // What markup refers to is not among the facts.
      if (/\.[jt]sx$/.test(file)) {
        this.all(file);
        for (const specifier of facts.imports) this.module(file, specifier);
      }
    }
    for (let next = this.queue.pop(); next; next = this.queue.pop()) this.walk(...next);
  }

  private refer({ nodes, names, later }: Referred, source: CodeNode | undefined): void {
    for (const node of nodes) this.queue.push([node, source]);
    for (const [name, node] of later) {
      if (this.names.has(name)) this.queue.push([node, undefined]);
      else push(this.waiting, name, node);
    }
    for (const name of names) {
      this.names.add(name);
      for (const node of this.waiting.get(name) ?? []) this.queue.push([node, undefined]);
      this.waiting.delete(name);
    }
  }

  // Names lead to what they stand for; functions, classes and modules are looked at by themselves.
  private walk(node: CodeNode, source: CodeNode | undefined): void {
    const known = this.by.get(node) ?? new Set();
    if (known.has(source)) return;
    this.by.set(node, known.add(source));
    if (/^(?:function|class|module)$/.test(node.kind)) return;
    if (node.kind === 'whole') this.handedOn(node);
    this.refer(this.references.of(node), source);
  }

  // A module that is handed on whole, or whose member has a computed name, may be asked for anything in it.
  private handedOn({ file, index }: CodeNode): void {
    for (const value of this.evaluator.program.facts(file).bindings[index]?.values ?? [])
      if (value.k === 'mod') this.module(file, value.s);
  }

  private module(file: string, specifier: string): void {
    const target = this.evaluator.program.target(file, specifier);
    if ('file' in target) this.all(target.file);
  }

  private all(file: string): void {
    if (!this.evaluator.program.files.has(file)) return;
    for (const node of this.references.all(file)) this.queue.push([node, undefined]);
  }
}

function push(map: Map<string, CodeNode[]>, key: string, value: CodeNode): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
