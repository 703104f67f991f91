import { ts } from '#typescript';
import type {
  Arm,
  AssignmentFact,
  Binding,
  CallFact,
  CatchFact,
  ClassFact,
  Condition,
  ExportFact,
  Expr,
  FileFacts,
  FunctionFact,
  ImportSite,
  PathTestFact,
  Position,
  RetryFact,
  TypeRef,
} from './file-facts.ts';
import { Lines } from './lines.ts';
import { SimplyWritten, writtenIn } from './written-names.ts';

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
  readonly catches: CatchFact[] = [];
  readonly retries: RetryFact[] = [];
  /** What methods put into lists that fields hold: `this.name.push(…)` in class `c`. */
  readonly pushed: { readonly c: number; readonly name: string; readonly value: Expr }[] = [];
  /** Functions that are classes in all but name, and their names: index of the class. */
  readonly constructors = new Map<ts.Node, number>();
  readonly constructed = new Map<string, number>();
  private readonly imports = new Map<string, ImportSite>();
  scope: Scope = { names: new Map(), parent: null, hoist: true };
  fn = -1;
  cls = -1;
  loop: CallFact['loop'] = '';
  within = -1;
  /** The `try` and the retry that we stand in, and the loop that is not over elements; -1 and null for none in this function. */
  caught = -1;
  retry = -1;
  loopNode: ts.ForStatement | ts.WhileStatement | ts.DoStatement | null = null;
  /** The body of the function that we stand in, and what it says that it gives. */
  body: ts.Node | null = null;
  returnType: string | null = null;
  /** Method of the requests that get here, where a condition says so. */
  verb: string | null = null;
  /** Conditions around the place where we stand. */
  when: readonly Condition[] = [];
  /** They are all that stands between the function's beginning and this place. */
  sure = true;
  /** Arms of branches around the place where we stand. */
  arms: readonly Arm[] = [];
  /** Arms that are taken wherever the function has not returned yet: the others of those that ended in a return. */
  returned: readonly Arm[] = [];
  /** In a catch clause or a finally block. */
  onFailure = false;
  /** Counters of the loops around the place where we stand, and the elements that they pick, by how the list is written. */
  readonly counted = new Map<number, Map<string, number>>();
  /** The member that is being assigned to. */
  assigned: ts.Node | null = null;
  private branches = 0;
  /** What names were last given on the straight way here: binding to a binding with that one value. */
  latest = new Map<number, number>();
  /** Whether there may be a `var`, which is declared in the whole function. */
  readonly mayHoist: boolean;
  /** Whether names may be spelled with escapes, which are longer than what they mean. */
  private readonly mayEscape: boolean;
  private readonly simple: SimplyWritten;
  private readonly lines: Lines;

  constructor(file: string, source: ts.SourceFile) {
    this.file = file;
    this.source = source;
    this.mayHoist = /\bvar\b/.test(source.text);
    this.mayEscape = source.text.includes('\\u');
    this.simple = new SimplyWritten(source);
    this.lines = new Lines(source.getLineStarts());
  }

  facts(): Omit<FileFacts, 'ignores' | 'errors'> {
    const { file, bindings, functions, classes, calls, assignments, exports, pathTests, catches, retries } = this;
    const tests = {
      ...(pathTests.length > 0 && { pathTests }),
      ...(catches.length > 0 && { catches }),
      ...(retries.length > 0 && { retries }),
    };
    const imports = [...this.imports.keys()];
    const importSites = [...this.imports.values()];
    const lines = this.source.getLineStarts().length;
    return { file, lines, bindings, functions, classes, calls, assignments, exports, ...tests, imports, importSites };
  }

  /** Says of a call what stands around it here, as far as anything does. */
  surround(call: { -readonly [K in keyof CallFact]: CallFact[K] }): CallFact {
    if (this.when.length > 0) call.when = this.when;
    if (this.arms.length > 0) call.arms = this.arms;
    if (this.onFailure) call.onFailure = true;
    if (this.caught >= 0) call.caught = this.caught;
    if (this.retry >= 0) call.retry = this.retry;
    return call;
  }

  /** Notes an import; of several of one specifier the first that is more than types gives the place. */
  importing(specifier: string, node: ts.Node, typesOnly: boolean, erased = false): void {
    const known = this.imports.get(specifier);
    const isMore = !known || (known.typesOnly && !typesOnly) || (known.erased && !typesOnly && !erased);
    if (isMore) this.imports.set(specifier, { ...this.at(node), typesOnly, ...(erased && { erased }) });
  }

  /** Numbers a branch of the program. */
  branch(): number {
    this.branches += 1;
    return this.branches;
  }

  /** Runs one arm of a branch. */
  inArm<T>(branch: number, arm: number, body: () => T): T {
    const { arms } = this;
    this.arms = [...arms, [branch, arm]];
    const value = body();
    this.arms = arms;
    return value;
  }

  at(node: ts.Node): Position {
    // What stands in front of a name was skipped by the parser already.
    if (!this.mayEscape && ts.isIdentifier(node)) return this.position(node.end - node.text.length);
    return this.position(node.getStart(this.source));
  }

  position(offset: number): Position {
    return this.lines.position(offset);
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
    const { sure } = this;
    this.sure = false;
    this.forget(node);
    body();
    this.forget(node);
    this.sure = sure;
  }

  private forget(node: ts.Node): void {
    if (this.latest.size === 0) return;
    const names = writtenIn(node);
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
