import { argument, optionValues } from '../libraries/options.ts';
import type { Declared } from '../libraries/nest.ts';
import type { StartedProcess } from '../manifests/started-process.ts';
import type { Evaluator } from './evaluate.ts';
import { handlerOf } from './function-events.ts';
import { joinTexts } from './texts.ts';
import type { Lib, Value } from './values.ts';

const CDK = /^(?:aws-cdk-lib|@aws-cdk\/)/;

type Event = Pick<Declared, 'kind' | 'method' | 'paths' | 'broker'> & { readonly fn: readonly Value[] };

/** Routes and subscriptions that a program of the AWS CDK gives to functions which it builds, at their handlers. */
export function declaredByCdk(evaluator: Evaluator, processes: readonly StartedProcess[]): Declared[] {
  const built = new Map(processes.map((one) => [`${one.file}:${one.evidence.line}:${one.evidence.column}`, one]));
  const found: Declared[] = [];
  for (const [file, facts] of evaluator.program.files) {
    if (!facts.imports.some((specifier) => CDK.test(specifier))) continue;
    for (const call of facts.calls) {
      if (call.callee.k !== 'get' || !/^add(?:Method|Routes|EventSource|Subscription)$/.test(call.callee.n)) continue;
      const args = call.args.map((expr) => evaluator.eval(file, expr, undefined));
      for (const lib of cdk(evaluator.eval(file, call.callee, undefined)))
        found.push(...eventsOf(evaluator, lib, args).flatMap((event) => declared(evaluator, built, event)));
    }
  }
  return found;
}

function cdk(values: readonly Value[] | undefined): Lib[] {
  return (values ?? []).flatMap((value) => (value.t === 'lib' && CDK.test(value.lib.pkg) ? [value.lib] : []));
}

function eventsOf(evaluator: Evaluator, lib: Lib, args: readonly (readonly Value[])[]): Event[] {
  const [first = [], second] = args;
  if (/RestApi!\.root.*\.addMethod$/.test(lib.path)) {
    const integration = second ?? optionValues(evaluator, rootOptions(evaluator, lib), 'defaultIntegration');
    const whole = second ? [] : optionValues(evaluator, rootOptions(evaluator, lib), 'handler');
    const fn = [...integrated(evaluator, integration, /LambdaIntegration!$/, 0), ...whole];
    return joinTexts(first).map((verb) => route(verb, resourcePath(evaluator, lib), fn));
  }
  if (/HttpApi!\.addRoutes$/.test(lib.path)) {
    const integration = optionValues(evaluator, first, 'integration');
    const fn = integrated(evaluator, integration, /HttpLambdaIntegration!$/, 1);
    const verbs = evaluator.elements(optionValues(evaluator, first, 'methods')).flatMap(verbOf);
    const paths = joinTexts(optionValues(evaluator, first, 'path'));
    return paths.flatMap((path) => (verbs.length > 0 ? verbs : ['ANY']).map((verb) => route(verb, path, fn)));
  }
  return messagesOf(evaluator, lib, first);
}

function messagesOf(evaluator: Evaluator, lib: Lib, first: readonly Value[]): Event[] {
  const subscribes = (broker: string, channels: readonly Value[], fn: readonly Value[]): Event[] =>
    cdk(channels).map((channel) => ({ kind: 'event', method: '', paths: [nameOf(evaluator, channel)], broker, fn }));
  const self: Value[] = lib.base
    ? [{ t: 'lib', lib: { ...lib, path: lib.path.replace(/\.addEventSource$/, '') } }]
    : [];
  if (/Function!\.addEventSource$/.test(lib.path))
    return cdk(first).flatMap((source) => {
      const broker = /(Sqs|Sns)EventSource!$/.exec(source.path)?.[1]?.toLowerCase();
      return broker ? subscribes(broker, argument(evaluator, source.args, 0), self) : [];
    });
  if (!/Topic!\.addSubscription$/.test(lib.path)) return [];
  const topic: Value[] = [{ t: 'lib', lib: { ...lib, path: lib.path.replace(/\.addSubscription$/, '') } }];
  return subscribes('sns', topic, integrated(evaluator, first, /LambdaSubscription!$/, 0));
}

// The name that the queue or topic is given, else its name in the program.
function nameOf(evaluator: Evaluator, channel: Lib): string {
  const options = argument(evaluator, channel.args, 2);
  const [named] = joinTexts(optionValues(evaluator, options, 'queueName', 'topicName'));
  const [id] = joinTexts(argument(evaluator, channel.args, 1));
  return /(?:Queue|Topic)!$/.test(channel.path) ? (named ?? id ?? '{…}') : '{…}';
}

function route(verb: string, path: string, fn: readonly Value[]): Event {
  const target = path.replace(/\{(\w+)\+\}/g, '*').replace(/\{(\w+)\}/g, ':$1');
  const method = verb.toUpperCase();
  return { kind: 'http', method: method === 'ANY' ? 'ALL' : method, paths: [`/${target}`.replace(/^\/+/, '/')], fn };
}

function verbOf(value: Value): string[] {
  return value.t === 'lib' ? [value.lib.path.replace(/^.*HttpMethod\./, '')] : joinTexts([value]);
}

function integrated(evaluator: Evaluator, values: readonly Value[], kind: RegExp, at: number): readonly Value[] {
  return cdk(values).flatMap((lib) => (kind.test(lib.path) ? argument(evaluator, lib.args, at) : []));
}

function rootOptions(evaluator: Evaluator, lib: Lib): readonly Value[] {
  for (let at: Lib | undefined = lib; at; at = at.base)
    if (/RestApi!(?:\.\w+)*$/.test(at.path)) return argument(evaluator, at.args, 2);
  return [];
}

// `api.root.addResource('orders').addResource('{id}')`: the arguments of a step belong to the last call of its path.
function resourcePath(evaluator: Evaluator, lib: Lib): string {
  const segments: string[] = [];
  let done = '';
  for (let at: Lib | undefined = lib; at; at = at.base) {
    const [called, name] = /^.*\.(addResource|resourceForPath|addProxy)\(\)(?=(?:\.\w+)*$)/.exec(at.path) ?? [];
    if (called === undefined || called === done) continue;
    done = called;
    const [written = '{part}'] = joinTexts(argument(evaluator, at.args, 0));
    segments.unshift(name === 'addProxy' ? '{proxy+}' : written);
  }
  return segments.join('/');
}

function declared(evaluator: Evaluator, built: ReadonlyMap<string, StartedProcess>, event: Event): Declared[] {
  const { fn, ...said } = event;
  return cdk(fn).flatMap((lib): Declared[] => {
    const call = lib.site && evaluator.program.facts(lib.site.file).calls[lib.site.call];
    const process = call && built.get(`${lib.site.file}:${call.line}:${call.column}`);
    const [written = 'handler'] = joinTexts(optionValues(evaluator, argument(evaluator, lib.args, 2), 'handler'));
    const name = written.split('.').at(-1) ?? written;
    const place = process && handlerOf(evaluator, process.handlers[0] ?? '', name);
    return place ? [{ ...said, ...place }] : [];
  });
}
