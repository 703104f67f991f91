/**
 * What one source file says by itself: a pure function of its bytes. Everything after this sees no syntax tree.
 * Names are resolved lexically inside the file; what crosses files is left to the linker.
 */
export interface FileFacts {
  readonly file: string;
  readonly bindings: readonly Binding[];
  readonly functions: readonly FunctionFact[];
  readonly classes: readonly ClassFact[];
  readonly calls: readonly CallFact[];
  /** Assignments to members of something that is not `this` nor `exports`: `axios.defaults.timeout = 5000`. */
  readonly assignments: readonly AssignmentFact[];
  readonly exports: readonly ExportFact[];
  /** Comparisons with texts that look like paths: `url === '/orders'`. */
  readonly pathTests?: readonly PathTestFact[];
  /** Specifiers of every import, require and re-export. */
  readonly imports: readonly string[];
  /** Where each of `imports` stands. */
  readonly importSites: readonly ImportSite[];
  readonly ignores: readonly { readonly line: number; readonly column: number; readonly text: string }[];
  readonly errors: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface ImportSite extends Position {
  /** Nothing of it is left when the program runs. */
  readonly typesOnly: boolean;
}

/**
 * A small symbolic expression. Indexes point into the arrays of the same file.
 * `any` is one of several (conditional, `??`, `||`); `dyn` is what cannot be said.
 */
export type Expr =
  | { readonly k: 'str'; readonly v: string; readonly at: Position }
  | { readonly k: 'num'; readonly v: number; readonly at: Position }
  | { readonly k: 'bool'; readonly v: boolean }
  | { readonly k: 'nil' }
  | { readonly k: 'cat'; readonly parts: readonly Expr[]; readonly at: Position }
  | { readonly k: 'bin'; readonly op: string; readonly l: Expr; readonly r: Expr }
  | { readonly k: 'id'; readonly b: number }
  | { readonly k: 'global'; readonly n: string; readonly at: Position }
  | { readonly k: 'param'; readonly f: number; readonly i: number }
  | { readonly k: 'rest'; readonly f: number; readonly i: number }
  | { readonly k: 'get'; readonly o: Expr; readonly n: string; readonly at: Position }
  | { readonly k: 'at'; readonly o: Expr; readonly i: Expr; readonly at: Position }
  | { readonly k: 'call'; readonly c: number }
  | { readonly k: 'obj'; readonly props: readonly Prop[]; readonly at: Position }
  | { readonly k: 'arr'; readonly items: readonly Expr[]; readonly at: Position }
  | { readonly k: 'spread'; readonly e: Expr }
  | { readonly k: 'element'; readonly e: Expr }
  | { readonly k: 'fn'; readonly f: number }
  | { readonly k: 'class'; readonly c: number }
  | { readonly k: 'any'; readonly op: '??' | '||' | '&&' | '?:'; readonly of: readonly Expr[] }
  | { readonly k: 'this'; readonly c: number; readonly f: number }
  | { readonly k: 'super'; readonly c: number }
  | { readonly k: 'mod'; readonly s: string }
  | { readonly k: 'import'; readonly s: string; readonly n: string }
  | { readonly k: 'type'; readonly b: number }
  | { readonly k: 'dyn' };

/** A property of an object literal; `key` is null for a spread, an expression for a computed name. */
export interface Prop {
  readonly key: string | Expr | null;
  readonly value: Expr;
  readonly at: Position;
}

/** A name; `values` are all expressions that it is ever given. */
export interface Binding {
  readonly name: string;
  readonly values: Expr[];
  type: TypeRef | null;
}

/** A type as written: the name it refers to, and its type arguments. `Promise<X>` is given as `X`. */
export interface TypeRef {
  readonly name: Expr;
  readonly text: string;
  readonly args: readonly TypeRef[];
}

export interface Param {
  readonly name: string;
  readonly type: TypeRef | null;
  /** Indexes of decorator calls. */
  readonly decorators: readonly number[];
}

export interface FunctionFact extends Position {
  readonly name: string;
  readonly params: Param[];
  readonly returns: Expr[];
  /** Enclosing function, -1 for the module. */
  readonly parent: number;
  /** Class that it is a method of, or -1. */
  readonly cls: number;
  readonly returnType: TypeRef | null;
  /** The object literal that it is a method of, for `this`. */
  owner: Expr | null;
}

export interface CallFact extends Position {
  readonly endLine: number;
  readonly endColumn: number;
  readonly callee: Expr;
  readonly args: readonly Expr[];
  readonly isNew: boolean;
  /** Enclosing function, -1 for the module. */
  readonly fn: number;
  /** `each` in a for-loop or per-element callback, `while` in a while-loop. */
  readonly loop: '' | 'each' | 'while';
  /** Nearest enclosing call, in the same function, of whose arguments this call is a part; -1 when none. */
  readonly within: number;
  readonly typeArgs: readonly TypeRef[];
  /** Conditions on plain names under which the call is reached; all of them hold. */
  readonly when?: readonly Condition[];
}

/** `is`: every one of `all` is truthy; otherwise at least one is not. */
export interface Condition {
  readonly all: readonly Expr[];
  readonly is: boolean;
}

/** `verb` is the method that a condition around it asks for. */
export interface PathTestFact extends Position {
  readonly subject: Expr;
  readonly path: string;
  readonly verb: string | null;
  readonly fn: number;
}

export interface FieldFact {
  readonly name: string;
  /** Null when only declared. */
  readonly value: Expr | null;
  readonly type: TypeRef | null;
  readonly decorators: readonly number[];
  readonly isStatic: boolean;
}

export interface MethodFact {
  readonly name: string;
  readonly fn: number;
  readonly decorators: readonly number[];
  readonly isStatic: boolean;
  readonly kind: 'method' | 'get' | 'set';
}

export interface ClassFact extends Position {
  readonly name: string;
  readonly ext: Expr | null;
  readonly implements: readonly Expr[];
  readonly fields: FieldFact[];
  readonly methods: MethodFact[];
  /** Function index of the constructor, or -1. */
  ctor: number;
  readonly decorators: readonly number[];
}

export interface AssignmentFact extends Position {
  readonly target: Expr;
  readonly value: Expr;
  readonly fn: number;
}

/** `name` is `=` for `module.exports =`, `*` for `export * from`. */
export interface ExportFact {
  readonly name: string;
  readonly value: Expr;
}
