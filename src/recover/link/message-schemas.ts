import type { Evidence, MessageSchema } from '../../model/system.ts';
import type { CallFact, Expr, FunctionFact, TypeRef } from '../facts/file-facts.ts';
import { calleesOf, type CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';
import { validatedBy } from './validators.ts';

// What brokers' packages call that in which a message comes says nothing of what stands in it.
const ENVELOPES =
  /^(?:amqplib|amqp-connection-manager|kafkajs|@confluentinc\/|@?nats|@nats-io\/|node-nats|bull|bee-queue|pg-boss|ioredis|redis|mqtt|@nestjs\/|@golevelup\/|@aws-sdk\/|aws-|@google-cloud\/|@azure\/|express|global$|@types\/|rascal|moleculer)/;
const PAYLOAD = /^(?:Payload|MessageBody|RabbitPayload|Body|EventBody|Data|Ctx\.Payload)$/;

/** What a handler expects of a message: what it is checked against, else the type of the parameter that takes it. */
export function schemaOfHandler(evaluator: Evaluator, file: string, f: number): MessageSchema | undefined {
  const fn = evaluator.program.fn(file, f);
  if (!fn) return undefined;
  const checked = validatedBy(evaluator, file, f);
  if (checked) return checked;
  const decorated = fn.params.find(({ decorators }) =>
    decorators.some((c) => PAYLOAD.test(decoratorName(evaluator, file, c))),
  );
  const type = (decorated ?? fn.params[0])?.type ?? null;
  return type ? namedType(evaluator, file, type, evaluator.evidence(file, fn)) : undefined;
}

/** What a subscription without a known handler expects: `new OrderListener(…).listen()` of a class that extends `Listener<OrderPlaced>`. */
export function schemaOfSubscription(evaluator: Evaluator, chain: readonly CallRef[]): MessageSchema | undefined {
  const [outer] = chain;
  const call = outer && evaluator.program.facts(outer.file).calls[outer.c];
  return outer && call ? ofTypes(evaluator, outer.file, call) : undefined;
}

/** What a publication sends: the type of what is put into the message, or the literal that is written there. */
export function schemaOfPublication(evaluator: Evaluator, chain: readonly CallRef[]): MessageSchema | undefined {
  for (const { file, c } of chain) {
    const call = evaluator.program.facts(file).calls[c];
    const found = call && (ofTypes(evaluator, file, call) ?? ofContent(evaluator, file, c, call));
    if (found) return found;
  }
  return undefined;
}

// `publish<OrderPlaced>(…)`, and `new OrderPlacedPublisher(…).publish(…)` of a class that extends `Publisher<OrderPlaced>`.
function ofTypes(evaluator: Evaluator, file: string, call: CallFact): MessageSchema | undefined {
  const [own, ...more] = call.typeArgs;
  if (own && more.length === 0) return namedType(evaluator, file, own, evaluator.evidence(file, call));
  if (call.callee.k !== 'get') return undefined;
  for (const value of evaluator.eval(file, call.callee.o, undefined)) {
    const cls = value.t === 'inst' ? evaluator.program.cls(value.file, value.c) : undefined;
    const [type, ...others] = cls?.extTypes ?? [];
    if (value.t === 'inst' && cls && type && others.length === 0)
      return namedType(evaluator, value.file, type, evaluator.evidence(value.file, cls));
  }
  return undefined;
}

// What is made JSON of for the message; else the second argument, behind the channel.
function ofContent(evaluator: Evaluator, file: string, c: number, call: CallFact): MessageSchema | undefined {
  const { calls } = evaluator.program.facts(file);
  const written = calls.filter((one) => isStringify(one) && isPartOf(calls, one, c));
  const contents = written.length > 0 ? written.map(({ args }) => args[0]) : [behindChannel(call)];
  const found = contents.map((expr) => (expr ? schemaOfExpression(evaluator, file, expr, call) : undefined));
  return found.every((one) => one !== undefined) ? found[0] : undefined;
}

// `emit('order.placed', order)`, also with options behind it; of `add({ id }, { delay })` the second are options.
function behindChannel({ args: [channel, content, options, ...more] }: CallFact): Expr | undefined {
  const isOther = channel?.k === 'obj' || more.length > 0 || (options !== undefined && options.k !== 'obj');
  return isOther ? undefined : content;
}

function isStringify({ callee }: CallFact): boolean {
  return callee.k === 'get' && callee.n === 'stringify' && callee.o.k === 'global' && callee.o.n === 'JSON';
}

function isPartOf(calls: readonly CallFact[], call: CallFact, c: number): boolean {
  for (let at = call.within; at >= 0; at = calls[at]?.within ?? -1) if (at === c) return true;
  return false;
}

function schemaOfExpression(
  evaluator: Evaluator,
  file: string,
  expr: Expr,
  call: CallFact,
  depth = 0,
): MessageSchema | undefined {
  const { bindings, functions } = evaluator.program.facts(file);
  if (expr.k === 'obj') return literal(evaluator, file, expr);
  if (expr.k === 'param') return ofParameter(evaluator, file, functions[expr.f], expr.i);
  if (expr.k === 'call') {
    const made = evaluator.program.facts(file).calls[expr.c];
    return made?.isNew ? ofValues(evaluator, evaluator.eval(file, made.callee, undefined), '', call, file) : undefined;
  }
  const binding = expr.k === 'id' ? bindings[expr.b] : undefined;
  if (!binding) return undefined;
  if (binding.type) {
    const named = namedType(evaluator, file, binding.type, evaluator.evidence(file, call));
    if (named) return named;
  }
  const [only, ...more] = binding.values;
  return only && more.length === 0 && depth < 3
    ? schemaOfExpression(evaluator, file, only, call, depth + 1)
    : undefined;
}

function ofParameter(
  evaluator: Evaluator,
  file: string,
  fn: FunctionFact | undefined,
  i: number,
): MessageSchema | undefined {
  const type = fn?.params[i]?.type;
  return fn && type ? namedType(evaluator, file, type, evaluator.evidence(file, fn)) : undefined;
}

// `{ id, total: 3 }` tells its members; one that spreads something else over them does not tell all.
function literal(evaluator: Evaluator, file: string, expr: Extract<Expr, { k: 'obj' }>): MessageSchema | undefined {
  const keys = expr.props.map(({ key }) => key);
  const members = keys.filter((key) => typeof key === 'string');
  if (members.length === 0 || members.length < keys.length) return undefined;
  return { by: 'literal', name: null, members, evidence: [evaluator.evidence(file, expr.at)] };
}

/** A type that has a name: the class, interface or alias of the repository, else the name alone, with where it is used. */
function namedType(evaluator: Evaluator, file: string, type: TypeRef, used: Evidence): MessageSchema | undefined {
  return ofValues(evaluator, evaluator.eval(file, type.name, undefined), type.text, used, file);
}

function ofValues(
  evaluator: Evaluator,
  values: readonly Value[],
  text: string,
  used: Evidence | CallFact,
  file: string,
): MessageSchema | undefined {
  const [value, ...more] = values;
  if (!value || more.length > 0) return undefined;
  if (value.t === 'class') {
    const cls = evaluator.program.cls(value.file, value.c);
    return cls && { by: 'type', name: cls.name || text, evidence: [evaluator.evidence(value.file, cls)] };
  }
  if (value.t === 'type') {
    const binding = evaluator.program.facts(value.file).bindings[value.b];
    const declared = binding?.values.find((one) => one.k === 'type');
    if (!binding || declared?.k !== 'type') return undefined;
    return { by: 'type', name: binding.name, evidence: [evaluator.evidence(value.file, declared.at)] };
  }
  if (value.t !== 'lib' || ENVELOPES.test(value.lib.pkg) || !/^[A-Z]\w*$/.test(value.lib.path)) return undefined;
  const at = evaluator.evidence(file, used);
  return { by: 'type', name: value.lib.path, from: value.lib.pkg, evidence: [at] };
}

function decoratorName(evaluator: Evaluator, file: string, c: number): string {
  const call = evaluator.program.facts(file).calls[c];
  const [value] = call ? calleesOf(evaluator, file, call) : [];
  return value?.t === 'lib' ? value.lib.path : '';
}
