import type { Expr, FieldFact, FileFacts, Param, Prop } from '../facts/file-facts.ts';
import { Answers, changedKeys, sameItems } from './answers.ts';
import type { Evaluator } from './evaluate.ts';
import { boundToken } from './bound-tokens.ts';
import { InjectedClients } from './injected-clients.ts';
import { injectedLibrary } from './injected-libraries.ts';
import { produced } from './produced.ts';
import {
  fromRegistration,
  isClientDecorator,
  namespaced,
  tokenKeys,
  visitObjects,
  type ClassRef,
  type Factory,
  type Registered,
  type TokenSource,
} from './provider-tokens.ts';
import type { Program } from './program.ts';
import { isOneClosure } from './same-value.ts';
import { joinTexts } from './texts.ts';
import { keyOf, type Value } from './values.ts';

const FACTORIES = 'factories';
const MOST_SUBCLASSES = 60;

/**
 * What dependency injection gives: providers by token (`{ provide, useClass | useValue | useFactory | useExisting }`,
 * `container.register(token, …)`), classes by the types that they implement or extend, configuration factories by name.
 */
export class Providers {
  private readonly source: TokenSource | undefined;
  private readonly byToken = new Map<string, Registered[]>();
  private readonly clients: InjectedClients;
  private readonly implementers = new Map<string, ClassRef[]>();
  private readonly factories: Factory[] = [];
  private readonly answers: Answers;

  constructor(source?: TokenSource, answers = new Answers()) {
    this.source = source;
    this.answers = answers;
    this.clients = new InjectedClients(source, answers);
  }

  /** Questions that `before` answered in another way. */
  *changes(before: Providers): Iterable<string> {
    for (const key of changedKeys(before.byToken, this.byToken, isOneClosure)) yield `provided ${key}`;
    for (const key of this.clients.changes(before.clients)) yield `provided ${key}`;
    const sameClass = (a: ClassRef, b: ClassRef): boolean => a.c === b.c && a.file === b.file;
    for (const key of changedKeys(before.implementers, this.implementers, sameClass)) yield `implementers ${key}`;
    const sameFactory = (a: Factory, b: Factory): boolean =>
      a.namespace === b.namespace && isOneClosure(a.closure, b.closure);
    if (!sameItems(before.factories, this.factories, sameFactory)) yield FACTORIES;
  }

  /** Collects providers from all files. `evaluator` is used for tokens and base types. */
  static find(evaluator: Evaluator, program: Program, source?: TokenSource, answers?: Answers): Providers {
    const providers = new Providers(source, answers);
    for (const [file, facts] of program.files) {
      facts.classes.forEach((cls, c) => {
        for (const base of [...cls.implements, ...(cls.ext ? [cls.ext] : [])]) {
          for (const value of evaluator.eval(file, base, undefined)) {
            if (value.t === 'type' || value.t === 'class') add(providers.implementers, keyOf(value), { file, c });
          }
        }
      });
      providers.collectCalls(evaluator, file, facts);
    }
    return providers;
  }

  private collectCalls(evaluator: Evaluator, file: string, facts: FileFacts): void {
    for (const call of facts.calls) {
      for (const arg of call.args) visitObjects(arg, (props) => this.collectObject(evaluator, file, props));
      const name =
        call.callee.k === 'get'
          ? call.callee.n
          : call.callee.k === 'id'
            ? facts.bindings[call.callee.b]?.name
            : undefined;
      for (const client of this.source?.registered(evaluator, file, call) ?? [])
        for (const key of tokenKeys(client.token)) this.clients.add(key, client.options);
      const [first, second] = call.args;
      if (name === 'registerAs' && first && second) {
        for (const namespace of joinTexts(evaluator.eval(file, first, undefined)))
          this.factories.push({ namespace, closure: { file, expr: second, frame: undefined } });
      } else if (
        name &&
        /^(register|registerSingleton|registerInstance|bind|registerFactory|set)$/.test(name) &&
        first &&
        second
      ) {
        if (name !== 'set' || facts.imports.includes('typedi'))
          this.collectRegistration(evaluator, file, first, second);
      } else if (first) {
        const token = boundToken(facts, call);
        if (token) this.collectRegistration(evaluator, file, token, first);
      }
    }
    for (const binding of facts.bindings)
      for (const value of binding.values) visitObjects(value, (props) => this.collectObject(evaluator, file, props));
    // A dynamic module: `static register(…) { return { module, providers: [{ provide, useValue }] } }`.
    for (const { returns } of facts.functions)
      for (const value of returns) visitObjects(value, (props) => this.collectObject(evaluator, file, props));
  }

  private collectRegistration(evaluator: Evaluator, file: string, token: Expr, value: Expr, given?: Expr): void {
    const inject = given?.k === 'arr' ? { inject: given.items } : {};
    for (const key of tokenKeys(evaluator.eval(file, token, undefined)))
      add(this.byToken, key, { file, expr: value, frame: undefined, ...inject });
  }

  private collectObject(evaluator: Evaluator, file: string, props: readonly Prop[]): void {
    const find = (name: string): Expr | undefined => props.find((prop) => prop.key === name)?.value;
    const token = find('provide');
    const given = find('useClass') ?? find('useValue') ?? find('useExisting') ?? find('useFactory');
    if (token && given) this.collectRegistration(evaluator, file, token, given, find('inject'));
    const load = find('load');
    if (load?.k === 'arr')
      for (const item of load.items)
        this.factories.push({ namespace: '', closure: { file, expr: item, frame: undefined } });
  }

  /** Instances of a class that is asked for by type: of what is provided for it, else of the class, or of its subclasses when it is abstract for us. */
  instancesOf(evaluator: Evaluator, cls: Extract<Value, { t: 'class' }>): Value[] {
    const provided = this.provided(evaluator, keyOf(cls));
    if (provided.length > 0) return provided;
    const own: Value = { t: 'inst', file: cls.file, c: cls.c, ctor: undefined, site: 'open' };
    const subs = this.implementing(cls);
    return [
      own,
      ...subs.slice(0, 4).map(({ file, c }): Value => ({ t: 'inst', file, c, ctor: undefined, site: 'open' })),
    ];
  }

  private implementing(type: Value): readonly ClassRef[] {
    return this.implementingKey(keyOf(type)) ?? [];
  }

  private implementingKey(key: string): readonly ClassRef[] | undefined {
    this.answers.restOn(`implementers ${key}`);
    return this.implementers.get(key);
  }

  /** Classes that extend a class, directly or not. */
  subclassesOf(cls: Extract<Value, { t: 'class' }>): readonly ClassRef[] {
    const found = new Map<string, ClassRef>();
    const queue = [keyOf(cls)];
    for (let at = queue.pop(); at !== undefined && found.size < MOST_SUBCLASSES; at = queue.pop()) {
      for (const sub of this.implementingKey(at) ?? []) {
        const key = keyOf({ t: 'class', ...sub, frame: undefined });
        if (found.has(key)) continue;
        found.set(key, sub);
        queue.push(key);
      }
    }
    return [...found.values()];
  }

  /** Classes that extend a class; undefined when none does. */
  subclasses(file: string, c: number): readonly ClassRef[] | undefined {
    return this.implementingKey(keyOf({ t: 'class', file, c, frame: undefined }));
  }

  implementersOf(evaluator: Evaluator, type: Extract<Value, { t: 'type' }>): Value[] {
    const provided = this.provided(evaluator, keyOf(type));
    if (provided.length > 0) return provided;
    const classes = this.implementing(type);
    return classes.slice(0, 6).map(({ file, c }) => ({ t: 'inst', file, c, ctor: undefined, site: 'open' }));
  }

  /** What is injected for a constructor parameter that names a token (`@Inject('ORDERS')`). */
  injected(evaluator: Evaluator, file: string, param: Param): Value[] {
    return this.byDecorators(evaluator, file, param.decorators);
  }

  /** The same for a field. */
  injectedField(evaluator: Evaluator, file: string, field: FieldFact): Value[] | undefined {
    const values = this.byDecorators(evaluator, file, field.decorators);
    return values.length > 0 ? values : undefined;
  }

  private byDecorators(evaluator: Evaluator, file: string, decorators: readonly number[]): Value[] {
    const facts = evaluator.program.facts(file);
    return decorators.flatMap((index) => {
      const call = facts.calls[index];
      const known = call ? injectedLibrary(evaluator, file, call) : [];
      if (known.length > 0) return known;
      const [token] = call?.args ?? [];
      const namespace = token?.k === 'get' && token.n === 'KEY' ? namespaced(evaluator, file, token.o) : [];
      if (namespace.length > 0) return namespace;
      const isClient = token?.k === 'obj' || token?.k === 'id' ? isClientDecorator(evaluator, file, index) : false;
      if (token && isClient) return this.source?.value(evaluator, { file, expr: token, frame: undefined }) ?? [];
      return token
        ? tokenKeys(evaluator.eval(file, token, undefined)).flatMap((key) => this.provided(evaluator, key))
        : [];
    });
  }

  /** What a container holds for a token; undefined when nothing was registered for it. */
  ofTokens(evaluator: Evaluator, tokens: readonly Value[]): Value[] | undefined {
    const values = tokenKeys(tokens).flatMap((key) => this.provided(evaluator, key));
    return values.length > 0 ? values : undefined;
  }

  private provided(evaluator: Evaluator, key: string): Value[] {
    this.answers.restOn(`provided ${key}`);
    const clients = this.clients.of(evaluator, key);
    return clients.length > 0 ? clients : this.registered(evaluator, key);
  }

  private registered(evaluator: Evaluator, key: string): Value[] {
    return (this.byToken.get(key) ?? []).flatMap((closure) =>
      evaluator.of(closure).flatMap((value): Value[] => {
        if (value.t === 'class') return [{ t: 'inst', file: value.file, c: value.c, ctor: undefined, site: 'open' }];
        if (value.t === 'fn')
          return produced(evaluator, value, this.clients.given(evaluator, closure.file, closure.inject));
        return value.t === 'obj' ? fromRegistration(evaluator, value) : [value];
      }),
    );
  }

  /** The value of a dotted key in the configuration factories (`registerAs`, `ConfigModule.forRoot({ load })`). */
  configured(evaluator: Evaluator, key: string): Value[] {
    this.answers.restOn(FACTORIES);
    return this.factories.flatMap(({ namespace, closure }) => {
      if (namespace && key !== namespace && !key.startsWith(`${namespace}.`)) return [];
      const path = namespace ? key.slice(namespace.length + 1) : key;
      let values = evaluator
        .of(closure)
        .flatMap((value) => (value.t === 'fn' ? evaluator.invoke(value, [], 1) : [value]));
      if (!namespace && values.every((value) => value.t !== 'obj')) return [];
      for (const part of path.split('.').filter(Boolean))
        values = evaluator.member(values, part, { file: closure.file, line: 1, column: 1 });
      return values.filter((value) => value.t !== 'unknown');
    });
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
