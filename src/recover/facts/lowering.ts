import { ts } from 'ts-morph';
import type {
  AssignmentFact,
  Binding,
  CallFact,
  ClassFact,
  Condition,
  ExportFact,
  Expr,
  FileFacts,
  FunctionFact,
  ImportSite,
  PathTestFact,
  Position,
  TypeRef,
} from './file-facts.ts';
import { simplyWritten, writtenIn } from './written-names.ts';

export const DYN: Expr = { k: 'dyn' };

/** Names visible in one block or function; `hoist` marks where `var` declarations land. */
export interface Scope {
  readonly names: Map<string, number>;
  readonly parent: Scope | null;
  readonly hoist: boolean;
}

/** The state of lowering one file: the tables being filled, the scope, and where we stand. */
export class Lowering {
  readonly file: string;
  readonly source: ts.SourceFile;
  readonly bindings: Binding[] = [];
  readonly functions: FunctionFact[] = [];
  readonly classes: ClassFact[] = [];
  readonly calls: CallFact[] = [];
  readonly assignments: AssignmentFact[] = [];
  readonly exports: ExportFact[] = [];
  readonly pathTests: PathTestFact[] = [];
  private readonly imports = new Map<string, ImportSite>();
  scope: Scope = { names: new Map(), parent: null, hoist: true };
  fn = -1;
  cls = -1;
  loop: CallFact['loop'] = '';
  within = -1;
  /** Method of the requests that get here, where a condition says so. */
  verb: string | null = null;
  /** Conditions around the place where we stand. */
  when: readonly Condition[] = [];
  /** What names were last given on the straight way here: binding to a binding with that one value. */
  latest = new Map<number, number>();
  private readonly simple: ReadonlySet<string>;

  constructor(file: string, source: ts.SourceFile) {
    this.file = file;
    this.source = source;
    this.simple = simplyWritten(source);
  }

  facts(): Omit<FileFacts, 'ignores' | 'errors'> {
    const { file, bindings, functions, classes, calls, assignments, exports, pathTests } = this;
    const tests = pathTests.length > 0 ? { pathTests } : {};
    const imports = [...this.imports.keys()];
    const importSites = [...this.imports.values()];
    return { file, bindings, functions, classes, calls, assignments, exports, ...tests, imports, importSites };
  }

  /** Notes an import; of several of one specifier the first that is more than types gives the place. */
  importing(specifier: string, node: ts.Node, typesOnly: boolean): void {
    const known = this.imports.get(specifier);
    if (!known || (known.typesOnly && !typesOnly)) this.imports.set(specifier, { ...this.at(node), typesOnly });
  }

  at(node: ts.Node): Position {
    return this.position(node.getStart(this.source));
  }

  position(offset: number): Position {
    const { line, character } = this.source.getLineAndCharacterOfPosition(offset);
    return { line: line + 1, column: character + 1 };
  }

  /** Makes a name known in the current scope (or, for `var`, in the nearest function's) and gives its binding's index. */
  declare(name: string, hoist = false): number {
    let scope = this.scope;
    while (hoist && !scope.hoist && scope.parent) scope = scope.parent;
    const known = scope.names.get(name);
    if (known !== undefined) return known;
    this.bindings.push({ name, values: [], type: null });
    scope.names.set(name, this.bindings.length - 1);
    return this.bindings.length - 1;
  }

  lookup(name: string): number | undefined {
    for (let scope: Scope | null = this.scope; scope; scope = scope.parent) {
      const found = scope.names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  inScope<T>(hoist: boolean, body: () => T): T {
    const outer = this.scope;
    this.scope = { names: new Map(), parent: outer, hoist };
    try {
      return body();
    } finally {
      this.scope = outer;
    }
  }

  give(binding: number, value: Expr): void {
    this.bindings[binding]?.values.push(value);
  }

  /** Gives a name a value from here on; `certain` when no branch goes around the assignment. */
  assign(binding: number, value: Expr, certain: boolean): void {
    this.give(binding, value);
    const known = this.bindings[binding];
    if (!known || !this.simple.has(known.name)) return;
    if (!certain) return void this.latest.delete(binding);
    this.bindings.push({ name: known.name, values: [value], type: known.type });
    this.latest.set(binding, this.bindings.length - 1);
  }

  /** Runs a part of the program that may not run, or not once: what it assigns is uncertain inside and behind it. */
  uncertainly(node: ts.Node, body: () => void): void {
    const names = writtenIn(node);
    this.forget(names);
    body();
    this.forget(names);
  }

  private forget(names: ReadonlySet<string>): void {
    for (const binding of [...this.latest.keys()])
      if (names.has(this.bindings[binding]?.name ?? '')) this.latest.delete(binding);
  }

  /** The type as written, or null when it names nothing (unions give their first named part). */
  typeRef(node: ts.TypeNode | undefined): TypeRef | null {
    if (!node) return null;
    if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
      for (const part of node.types) {
        const ref = this.typeRef(part);
        if (ref) return ref;
      }
      return null;
    }
    if (ts.isArrayTypeNode(node)) return null;
    if (ts.isParenthesizedTypeNode(node)) return this.typeRef(node.type);
    if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression))
      return this.namedType(node.expression, node.typeArguments);
    if (!ts.isTypeReferenceNode(node)) return null;
    const text = node.typeName.getText(this.source);
    if (/^(Promise|Awaited|Readonly|Partial|Required|NonNullable)$/.test(text))
      return this.typeRef(node.typeArguments?.[0]);
    return this.namedType(node.typeName, node.typeArguments);
  }

  private namedType(name: ts.EntityName, args: ts.NodeArray<ts.TypeNode> | undefined): TypeRef {
    const typeArgs = (args ?? []).map((arg) => this.typeRef(arg)).filter((ref) => ref !== null);
    return { name: this.entity(name), text: name.getText(this.source), args: typeArgs };
  }

  private entity(name: ts.EntityName): Expr {
    if (ts.isIdentifier(name)) return this.identifier(name);
    return { k: 'get', o: this.entity(name.left), n: name.right.text, at: this.at(name.right) };
  }

  identifier(node: ts.Identifier): Expr {
    const found = this.lookup(node.text);
    if (found !== undefined) return { k: 'id', b: this.latest.get(found) ?? found };
    if (node.text === 'undefined') return { k: 'nil' };
    return { k: 'global', n: node.text, at: this.at(node) };
  }
}
