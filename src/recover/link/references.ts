import type { Expr, FileFacts, TypeRef } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Origin } from './export-index.ts';
import type { Program } from './program.ts';
import { callsByOwner, type CallsOf } from './calls-by-owner.ts';
import { CodeNodes, type CodeNode } from './code-nodes.ts';
import { isPromised } from './promised-methods.ts';
import { surelyCalled } from './surely-called.ts';

/** What one piece of code refers to. */
export interface Referred {
  /** What it runs, makes or hands on. */
  readonly nodes: readonly CodeNode[];
  /** Names of members that it reads. */
  readonly names: readonly string[];
  /** Members of what it makes, which run only when somebody reads their name. */
  readonly later: readonly (readonly [name: string, node: CodeNode])[];
}

// What frameworks call on objects that they are given, or that extend a class of theirs.
const HOOKS =
  /^(?:on[A-Z]\w*|before[A-Z]\w*|after[A-Z]\w*|configure|use|canActivate|intercept|transform|catch|process|execute|handle|handler|validate|run|up|down|create[A-Z]\w*Options)$/;

// What containers read of the modules and providers that functions make for them.
const GIVEN = /^(?:imports|providers|controllers|useClass|useFactory|useExisting)$/;

/** Who refers to what, declaration by declaration; each is looked at once, however many programs share it. */
export class References {
  readonly program: Program;
  readonly nodes = new CodeNodes();
  private readonly evaluator: Evaluator;
  private readonly known = new Map<CodeNode, Referred>();
  private readonly ownCalls = new Map<string, CallsOf>();

  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
    this.program = evaluator.program;
  }

  /** Every function and class of a file. */
  all(file: string): CodeNode[] {
    const facts = this.program.facts(file);
    return [
      ...facts.functions.map((_fn, f) => this.nodes.function(file, f)),
      ...facts.classes.map((_cls, c) => this.nodes.indexed(file, 'class', c)),
    ];
  }

  of(node: CodeNode): Referred {
    let found = this.known.get(node);
    if (!found) {
      found = this.look(node);
      this.known.set(node, found);
    }
    return found;
  }

  /** The piece of code that makes a call: a function, the body of a module, or a class by a decorator or a field. */
  caller(file: string, c: number): CodeNode {
    const facts = this.program.facts(file);
    const fn = facts.calls[c]?.fn ?? -1;
    const cls = fn < 0 ? this.callsOf(file, facts).classOf.get(c) : undefined;
    return cls === undefined ? this.nodes.function(file, fn) : this.nodes.indexed(file, 'class', cls);
  }

  private look(node: CodeNode): Referred {
    const found = new Finding(this.evaluator, this.nodes);
    const { file, expr, kind } = node;
    if (expr) found.expr(file, expr);
    else if (kind === 'export') this.exported(found, file, node.name);
    else if (this.program.files.has(file)) this.inFile(found, node);
    return found;
  }

  private inFile(found: Finding, { kind, file, index }: CodeNode): void {
    const facts = this.program.facts(file);
    const calls = this.callsOf(file, facts);
    if (kind === 'binding' || kind === 'whole')
      for (const value of facts.bindings[index]?.values ?? []) found.expr(file, value, kind === 'whole');
    else if (kind === 'class') this.classMembers(found, file, facts, index, calls);
    else {
      for (const c of calls.byFunction.get(index) ?? []) found.call(file, facts, c);
      for (const value of facts.functions[index]?.returns ?? []) found.expr(file, value);
      for (const item of facts.assignments) {
        if (item.fn !== index) continue;
        found.expr(file, item.target);
        found.expr(file, item.value, true);
      }
    }
  }

  private exported(found: Finding, file: string, name: string): void {
    if (name === '=') for (const expr of this.program.exported(file, name)) found.expr(file, expr);
    else this.origins(found, this.program.origins(file, name));
  }

  private origins(found: Finding, origins: readonly Origin[]): void {
    for (const origin of origins) {
      if (origin.k === 'package') continue;
      for (const expr of origin.exprs) found.expr(origin.file, expr);
      if (origin.k === 'whole') this.origins(found, origin.otherwise);
    }
  }

  // A class runs its constructor and gives its fields; frameworks call what is decorated, and their hooks.
  private classMembers(found: Finding, file: string, facts: FileFacts, c: number, calls: CallsOf): void {
    const cls = facts.classes[c];
    if (!cls) return;
    if (cls.ext) found.expr(file, cls.ext);
    for (const call of calls.byClass.get(c) ?? []) found.call(file, facts, call);
    if (cls.ctor >= 0) found.nodes.push(this.nodes.function(file, cls.ctor));
    for (const field of cls.fields) {
      if (field.value) found.expr(file, field.value);
      if (field.decorators.length > 0) found.type(file, field.type);
    }
    const isHanded = cls.decorators.some((call) => this.isOwnDecorator(file, facts, call));
    const isForOthers = isPromised(this.evaluator, file, cls);
    for (const method of cls.methods) {
      const fn = this.nodes.function(file, method.fn);
      if (isHanded || isForOthers || method.decorators.length > 0 || HOOKS.test(method.name)) found.nodes.push(fn);
      else found.later.push([method.name, fn]);
    }
    if (cls.decorators.length > 0)
      for (const param of facts.functions[cls.ctor]?.params ?? []) found.type(file, param.type);
  }

  // `@OrdersServiceControllerMethods()` of ts-proto, or one like it, hands the methods of its class to a framework.
  private isOwnDecorator(file: string, facts: FileFacts, c: number): boolean {
    const callee = facts.calls[c]?.callee;
    if (!callee) return false;
    const name = callee.k === 'id' ? (facts.bindings[callee.b]?.name ?? '') : callee.k === 'get' ? callee.n : '';
    return (
      name.endsWith('ControllerMethods') ||
      this.evaluator.eval(file, callee, undefined).some((value) => value.t === 'fn')
    );
  }

  private callsOf(file: string, facts: FileFacts): CallsOf {
    let known = this.ownCalls.get(file);
    if (!known) {
      known = callsByOwner(facts);
      this.ownCalls.set(file, known);
    }
    return known;
  }
}

/** Gathers what expressions refer to. */
class Finding implements Referred {
  readonly nodes: CodeNode[] = [];
  readonly names: string[] = [];
  readonly later: [string, CodeNode][] = [];
  private readonly evaluator: Evaluator;
  private readonly program: Program;
  private readonly all: CodeNodes;

  constructor(evaluator: Evaluator, all: CodeNodes) {
    this.evaluator = evaluator;
    this.program = evaluator.program;
    this.all = all;
  }

  call(file: string, facts: FileFacts, c: number): void {
    const call = facts.calls[c];
    if (!call) return;
    const { callee } = call;
    const meant = callee.k === 'get' ? surelyCalled(this.evaluator, file, call) : undefined;
    if (callee.k === 'get' && meant) {
      for (const fn of meant) this.nodes.push(this.all.function(fn.file, fn.f));
      this.expr(file, callee.o);
    } else this.expr(file, callee);
    for (const arg of call.args) this.expr(file, arg, true);
  }

  type(file: string, type: TypeRef | null): void {
    if (type) this.expr(file, type.name);
  }

  /** `whole`: whoever gets the value may use all of it. */
  expr(file: string, expr: Expr, whole = false): void {
    switch (expr.k) {
      case 'id':
        return void this.nodes.push(this.all.indexed(file, whole ? 'whole' : 'binding', expr.b));
      case 'fn':
        return void this.nodes.push(this.all.function(file, expr.f));
      case 'class':
        return void this.nodes.push(this.all.indexed(file, 'class', expr.c));
      case 'get':
        return this.member(file, expr);
      case 'at':
        this.expr(file, expr.o, true);
        return this.expr(file, expr.i);
      case 'import':
        return this.imported(file, expr.s, expr.n);
      case 'mod':
        return this.module(file, expr.s);
      case 'obj':
        return this.literal(file, expr, whole);
      default:
        return this.parts(file, expr, whole);
    }
  }

  private parts(file: string, expr: Expr, whole: boolean): void {
    if (expr.k === 'cat') for (const part of expr.parts) this.expr(file, part);
    else if (expr.k === 'any') for (const option of expr.of) this.expr(file, option, whole);
    else if (expr.k === 'arr') for (const item of expr.items) this.expr(file, item, whole);
    else if (expr.k === 'spread' || expr.k === 'element') this.expr(file, expr.e, whole);
    else if (expr.k === 'bin') {
      this.expr(file, expr.l);
      this.expr(file, expr.r);
    }
  }

  private member(file: string, expr: Extract<Expr, { k: 'get' }>): void {
    this.names.push(expr.n);
    const { o } = expr;
    const values = o.k === 'id' ? (this.program.facts(file).bindings[o.b]?.values ?? []) : [o];
    const [only] = values;
    if (values.length === 1 && only?.k === 'mod') this.imported(file, only.s, expr.n);
    else this.expr(file, o);
  }

  private imported(file: string, specifier: string, name: string): void {
    const target = this.program.target(file, specifier);
    if ('file' in target) this.nodes.push(this.all.export(target.file, name));
  }

  private module(file: string, specifier: string): void {
    const target = this.program.target(file, specifier);
    if (!('file' in target)) return;
    this.nodes.push(this.all.export(target.file, '='));
    for (const name of this.program.exportNames(target.file))
      this.later.push([name, this.all.export(target.file, name)]);
  }

  private literal(file: string, expr: Extract<Expr, { k: 'obj' }>, whole: boolean): void {
    for (const prop of expr.props) {
      if (whole || typeof prop.key !== 'string' || GIVEN.test(prop.key)) {
        if (prop.key !== null && typeof prop.key !== 'string') this.expr(file, prop.key);
        this.expr(file, prop.value, whole || typeof prop.key === 'string');
      } else if (!/^(?:str|num|bool|nil|dyn)$/.test(prop.value.k))
        this.later.push([prop.key, this.all.expression(file, prop.value)]);
    }
  }
}
