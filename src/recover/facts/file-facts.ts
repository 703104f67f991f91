/**
 * What one source file says by itself: a pure function of its bytes. Everything after this sees no syntax tree.
 * Names are resolved lexically inside the file; what crosses files is left to the linker.
 */
export interface FileFacts {
  readonly file: string;
  /** How many lines it has. */
  readonly lines: number;
  readonly bindings: readonly Binding[];
  readonly functions: readonly FunctionFact[];
  readonly classes: readonly ClassFact[];
  readonly calls: readonly CallFact[];
  /** Assignments to members of something that is not `this` nor `exports`: `axios.defaults.timeout = 5000`. */
  readonly assignments: readonly AssignmentFact[];
  readonly exports: readonly ExportFact[];
  /** Comparisons with texts that look like paths: `url === '/orders'`. */
  readonly pathTests?: readonly PathTestFact[];
  /** What is done with failures, by the `try` statements of the file. */
  readonly catches?: readonly CatchFact[];
  readonly retries?: readonly RetryFact[];
  readonly mentions?: Mentions;
  /** It says "use client": a bundler sends it to browsers. */
  readonly isClient?: true;
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
  /** Set when all that it names is used as a type: the compiler leaves the import out. */
  readonly erased?: true;
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
  | { readonly k: 'type'; readonly b: number; readonly at: Position }
  | { readonly k: 'regex'; readonly source: string; readonly flags: string; readonly at: Position }
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
  /** Conditions under which it returns, by index of `returns`; all of them hold. */
  returnsWhen?: Record<number, readonly Condition[]>;
  /** Indices of those that are reached whenever their conditions hold, unless one before them was. */
  returnsSurely?: number[];
  /** Enclosing function, -1 for the module. */
  readonly parent: number;
  /** Class that it is a method of, or -1. */
  readonly cls: number;
  readonly returnType: TypeRef | null;
  readonly isAsync?: true;
  /** It speaks of a page or a limit, or compares a length with something: its lists have a size that somebody chose. */
  readonly sizes?: true;
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
  /** The arms of branches in which it stands, outermost first. */
  readonly arms?: readonly Arm[];
  /** Stands in a catch clause, a finally block, or a branch that ends by throwing. */
  readonly onFailure?: true;
  /** The innermost `try` with a `catch` around it in the same function: an index of `catches`. */
  readonly caught?: number;
  /** What makes it again after a failure: an index of `retries`. */
  readonly retry?: number;
  /** A statement of its own: nobody takes what it gives. */
  readonly floats?: true;
  /** What it gives is read without asking whether it is there. */
  readonly relied?: true;
}

/** One way on at a branch: the branch's number in its file, and which of its arms. */
export type Arm = readonly [branch: number, arm: number];

/** A `try` with a `catch`: what happens when the calls in it fail. */
export interface CatchFact extends Position {
  /** `more` is everything that may be an answer to the failure, a comment that gives the reason included. */
  readonly does: 'nothing' | 'logs' | 'more';
  /** What the block gives when all goes well, and nothing gives when it does not: the function's value, or the answer to a request. */
  readonly loses: 'value' | 'answer' | null;
}

/** A loop around a `try`, or a function that calls itself in its `catch`: what is in the `try` is done again after a failure. */
export interface RetryFact extends Position {
  readonly bound: 'present' | 'absent' | 'unknown';
  /** How many tries there are at most, where that is counted. */
  readonly tries: Expr | null;
  readonly delay: 'growing' | 'fixed' | 'none' | 'unknown';
  readonly jitter: 'present' | 'absent' | 'unknown';
  /** A function that calls itself. */
  readonly recurs?: true;
  /** Only some failures are tried again. */
  readonly selects: boolean;
}

/** Where a file speaks of something for the first time, by whatever name. */
export interface Mentions {
  readonly correlation?: Position;
  readonly idempotency?: Position;
}

/** `is`: every one of `all` is truthy, or equals a text or a constant; otherwise at least one does not. */
export interface Condition {
  readonly all: readonly Expr[];
  readonly is: boolean;
  readonly equals?: string;
  readonly constant?: Expr;
  /** Which part of the name `equals` is, where it is not all of it. */
  readonly part?: TextPart;
  /** All the conditions of one of these hold; `all` is empty then. */
  readonly any?: readonly (readonly Condition[])[];
}

export type TextPart = 'startsWith' | 'endsWith' | 'includes';

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
  /** Type arguments of the class that it extends; left out when there are none. */
  readonly extTypes?: readonly TypeRef[];
  readonly implements: readonly Expr[];
  readonly fields: FieldFact[];
  readonly methods: MethodFact[];
  /** Function index of the constructor, or -1. */
  ctor: number;
  readonly decorators: readonly number[];
}

export interface AssignmentFact extends Position {
  readonly target: Expr;
  /** What the member is from then on; dynamic when it is only made longer. */
  readonly value: Expr;
  /** What `+=` puts behind a URL's path. */
  readonly appended?: Expr;
  readonly fn: number;
}

/** `name` is `=` for `module.exports =`, `*` for `export * from`. */
export interface ExportFact {
  readonly name: string;
  readonly value: Expr;
}
