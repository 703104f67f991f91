import type { TimeoutPolicy } from '../../model/system.ts';
import type { CallFact, Expr } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { keyOf, type Lib, type Value } from '../link/values.ts';
import { argument, optionValues } from './options.ts';
import type { AnswerShape, Recogniser, RequestShape, Site, Uses } from './recogniser.ts';
import { rejectingTimer, rootFunction } from './waiting.ts';

const OPERATION =
  /(?:createChannel|createConfirmChannel|Channel!|ConfirmChannel!|ChannelWrapper!|\(cb\d+(?:\.\w+)?\.\d\))(?:\(\))?\.(publish|sendToQueue|consume)$/;

/** Request and reply over queues of amqplib: a message that names a reply queue which its sender reads is a call. */
export const amqpRpc: Recogniser = { packages: ['amqplib', 'amqp-connection-manager'], request, answer };

/** True when a call is part of request and reply: asking, waiting for the reply, answering. */
export function isRpcTraffic(lib: Lib, site: Site): boolean {
  const name = OPERATION.exec(lib.path)?.[1];
  if (name === 'consume') return isReplyConsumer(site) || answers(site);
  return name !== undefined && (repliesTo(site, name) || asks(site, name));
}

function request(lib: Lib, site: Site): RequestShape | undefined {
  const name = OPERATION.exec(lib.path)?.[1];
  if (name === undefined || name === 'consume' || repliesTo(site, name) || !asks(site, name)) return undefined;
  const { evaluator, args } = site;
  const exchange = argument(evaluator, args, 0);
  const url =
    name === 'publish' && !exchange.every(isEmpty) ? [] : argument(evaluator, args, name === 'publish' ? 1 : 0);
  const timer = rejectingTimer(evaluator, site.file, site.call.fn);
  const timeout: TimeoutPolicy = timer ?? { state: 'absent', ms: null, source: 'nothing ends the wait for the reply' };
  return { client: lib.pkg, protocol: 'rpc', url, method: null, timeout };
}

function answer(lib: Lib, site: Site): readonly AnswerShape[] | undefined {
  if (OPERATION.exec(lib.path)?.[1] !== 'consume' || isReplyConsumer(site) || !answers(site)) return undefined;
  const { evaluator, args } = site;
  return [{ protocol: 'rpc', method: '', names: argument(evaluator, args, 0), handlers: argument(evaluator, args, 1) }];
}

// Sends whose options name a reply queue, with the queue as written and as evaluated.
interface Asking {
  readonly file: string;
  readonly root: number;
  readonly queue: Expr;
  readonly keys: readonly string[];
}

interface Traffic {
  readonly asking: readonly Asking[];
  /** Functions that answer a message. */
  readonly answering: ReadonlySet<string>;
}

const known = new WeakMap<Uses, Traffic>();

function trafficOf(site: Site): Traffic {
  const found = known.get(site.uses);
  if (found) return found;
  const asking: Asking[] = [];
  const answering = new Set<string>();
  for (const [file, facts] of site.evaluator.program.files) {
    facts.calls.forEach((call) => {
      if (call.args.some((arg) => isReplyQueue(site.evaluator, file, arg))) answering.add(`${file}#${call.fn}`);
      const queue = replyOption(site.evaluator, file, call);
      if (queue)
        asking.push({
          file,
          root: rootFunction(site.evaluator, file, call.fn),
          queue,
          keys: objects(site.evaluator.eval(file, queue, undefined)),
        });
    });
  }
  const traffic = { asking, answering };
  known.set(site.uses, traffic);
  return traffic;
}

function replyOption(evaluator: Evaluator, file: string, call: CallFact): Expr | undefined {
  const name = call.callee.k === 'get' ? call.callee.n : '';
  const index = name === 'sendToQueue' ? 2 : name === 'publish' ? 3 : -1;
  const options = call.args[index];
  if (!options) return undefined;
  for (const value of evaluator.eval(file, options, undefined)) {
    if (value.t !== 'obj' || value.file !== file) continue;
    const found = value.expr.props.find((prop) => prop.key === 'replyTo')?.value;
    if (found) return found;
  }
  return undefined;
}

// `msg.properties.replyTo`, also taken apart first: `const { replyTo } = msg.properties`.
function isReplyQueue(evaluator: Evaluator, file: string, expr: Expr, depth = 0): boolean {
  if (expr.k === 'id' && depth < 3)
    return (evaluator.program.facts(file).bindings[expr.b]?.values ?? []).some((value) =>
      isReplyQueue(evaluator, file, value, depth + 1),
    );
  if (expr.k !== 'get' || expr.n !== 'replyTo') return false;
  const of = expr.o.k === 'id' ? evaluator.program.facts(file).bindings[expr.o.b]?.values[0] : expr.o;
  return of?.k === 'get' && of.n === 'properties';
}

function objects(values: readonly Value[]): string[] {
  return values.flatMap((value) => (value.t === 'lib' && value.lib.site ? [keyOf(value)] : []));
}

// What is sent to `msg.properties.replyTo` is an answer, also through a wrapper's parameter.
function repliesTo(site: Site, name: string): boolean {
  const index = name === 'publish' ? 1 : 0;
  const expr = site.call.args[index];
  if (expr && isReplyQueue(site.evaluator, site.file, expr)) return true;
  return argument(site.evaluator, site.args, index).some(
    (value) =>
      (value.t === 'lib' && /\.properties\.replyTo$/.test(value.lib.path)) ||
      (value.t === 'text' &&
        value.parts.some((part) => part.p === 'param' && /\.properties\.replyTo$/.test(part.name))),
  );
}

function asks(site: Site, name: string): boolean {
  const { evaluator, args, file, call } = site;
  const queues = optionValues(evaluator, argument(evaluator, args, name === 'publish' ? 3 : 2), 'replyTo');
  if (queues.every(isEmpty)) return false;
  if (queues.some(isOwnQueue)) return true;
  const queue = replyOption(evaluator, file, call);
  if (!queue) return false;
  // A queue with a name of its own may be read by somebody else, at another time: only a reply read here is waited for.
  const root = rootFunction(evaluator, file, call.fn);
  return evaluator.program
    .facts(file)
    .calls.some(
      (other) =>
        isConsume(other) &&
        rootFunction(evaluator, file, other.fn) === root &&
        other.args[0] !== undefined &&
        sameExpr(other.args[0], queue),
    );

  // `assertQueue('', …)` makes a queue for one reader; RabbitMQ's direct reply-to has none at all.
  function isOwnQueue(value: Value): boolean {
    if (value.t === 'text')
      return value.parts.some((part) => part.p === 'text' && part.s.startsWith('amq.rabbitmq.reply-to'));
    if (value.t !== 'lib' || !/assertQueue\(\)(\.queue)?$/.test(value.lib.path)) return false;
    const [first] = value.lib.args;
    return first === undefined || evaluator.of(first).every(isEmpty);
  }
}

function isReplyConsumer(site: Site): boolean {
  const { evaluator, file, call } = site;
  const [queue] = call.args;
  if (!queue) return false;
  const root = rootFunction(evaluator, file, call.fn);
  const keys = objects(evaluator.eval(file, queue, undefined));
  const texts = argument(evaluator, site.args, 0);
  if (
    texts.some(
      (value) =>
        value.t === 'text' && value.parts[0]?.p === 'text' && /^amq\.rabbitmq\.reply-to/.test(value.parts[0].s),
    )
  )
    return true;
  return trafficOf(site).asking.some(
    (asking) =>
      asking.keys.some((key) => keys.includes(key)) ||
      (asking.file === file && asking.root === root && sameExpr(asking.queue, queue)),
  );
}

function answers(site: Site): boolean {
  const { answering } = trafficOf(site);
  if (answering.size === 0) return false;
  return argument(site.evaluator, site.args, 1).some(
    (value) =>
      value.t === 'fn' && [...site.uses.leadsTo(value.file, value.f)].some((reached) => answering.has(reached)),
  );
}

function isConsume(call: CallFact): boolean {
  return call.callee.k === 'get' && call.callee.n === 'consume';
}

function isEmpty(value: Value): boolean {
  return value.t === 'nil' || (value.t === 'text' && value.parts.every((part) => part.p === 'text' && part.s === ''));
}

function sameExpr(a: Expr, b: Expr): boolean {
  if (a.k === 'get' && b.k === 'get') return a.n === b.n && sameExpr(a.o, b.o);
  if (a.k === 'id' && b.k === 'id') return a.b === b.b;
  if (a.k === 'this' && b.k === 'this') return a.c === b.c;
  return a.k === 'str' && b.k === 'str' && a.v === b.v;
}
