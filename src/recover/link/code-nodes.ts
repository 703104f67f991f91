import type { Expr } from '../facts/file-facts.ts';

/** What a piece of code is: a function, a module's body, a class, a binding (read, or handed on whole), an export, an expression. */
type Kind = 'function' | 'module' | 'class' | 'binding' | 'whole' | 'export' | 'expression';

/** A piece of code that other code may refer to. One object stands for each, so that it is told apart by identity. */
export interface CodeNode {
  readonly kind: Kind;
  readonly file: string;
  /** Its index in the facts of its file; -1 where it has none. */
  readonly index: number;
  /** The name of an export. */
  readonly name: string;
  readonly expr: Expr | undefined;
}

interface FileNodes {
  readonly module: CodeNode;
  readonly function: CodeNode[];
  readonly class: CodeNode[];
  readonly binding: CodeNode[];
  readonly whole: CodeNode[];
  readonly exports: Map<string, CodeNode>;
}

/** The pieces of code of a program, made as they are asked for. */
export class CodeNodes {
  private readonly files = new Map<string, FileNodes>();
  private readonly expressions = new Map<Expr, CodeNode>();

  /** The code of a function, or of the body of a module. */
  function(file: string, f: number): CodeNode {
    return f < 0 ? this.of(file).module : this.indexed(file, 'function', f);
  }

  /** A class, a binding that is read, or one that is handed on whole. */
  indexed(file: string, kind: 'function' | 'class' | 'binding' | 'whole', index: number): CodeNode {
    return (this.of(file)[kind][index] ??= { kind, file, index, name: '', expr: undefined });
  }

  export(file: string, name: string): CodeNode {
    const { exports } = this.of(file);
    let node = exports.get(name);
    if (!node) {
      node = { kind: 'export', file, index: -1, name, expr: undefined };
      exports.set(name, node);
    }
    return node;
  }

  expression(file: string, expr: Expr): CodeNode {
    let node = this.expressions.get(expr);
    if (!node) {
      node = { kind: 'expression', file, index: -1, name: '', expr };
      this.expressions.set(expr, node);
    }
    return node;
  }

  private of(file: string): FileNodes {
    let nodes = this.files.get(file);
    if (!nodes) {
      const module: CodeNode = { kind: 'module', file, index: -1, name: '', expr: undefined };
      nodes = { module, function: [], class: [], binding: [], whole: [], exports: new Map<string, CodeNode>() };
      this.files.set(file, nodes);
    }
    return nodes;
  }
}
