import type { TimeoutPolicy } from '../../model/system.ts';
import { joinTexts } from '../link/texts.ts';
import { text, type Lib, type Value } from '../link/values.ts';
import { patterns } from './open-patterns.ts';
import { argument, handedOption, isText, option, optionValues, timeoutFrom } from './options.ts';
import { joined } from './queues.ts';
import type { AnswerShape, Recogniser, RequestShape, Site } from './recogniser.ts';

/** Smaller RPC frameworks: request and reply of NATS, Seneca, cote, service invocation of Dapr. */
export const rpcFrameworks: readonly Recogniser[] = [
  { packages: ['nats', '@nats-io/transport-node', '@nats-io/nats-core'], request: natsRequest, answer: natsAnswer },
  { packages: ['seneca'], request: senecaAct, answer: senecaAdd },
  { packages: ['cote'], request: coteSend, answer: coteOn },
  { packages: ['@dapr/dapr'], request: daprInvoke },
  { packages: ['@golevelup/nestjs-rabbitmq'], request: golevelupRequest },
];

const NATS = /(?:connect\(\)|NatsConnection!)\.(request|requestMany|subscribe)$/;

function natsRequest(lib: Lib, site: Site): RequestShape | undefined {
  const name = NATS.exec(lib.path)?.[1];
  if (name === undefined || name === 'subscribe') return undefined;
  const own = timeoutFrom(
    option(site.evaluator, argument(site.evaluator, site.args, 2), 'timeout', 'maxWait'),
    'call option "timeout"',
  );
  const byDefault: TimeoutPolicy = { state: 'default', ms: 1000, source: 'nats waits 1 s by default' };
  return rpc('nats', argument(site.evaluator, site.args, 0), own ?? byDefault);
}

function natsAnswer(lib: Lib, site: Site): readonly AnswerShape[] | undefined {
  if (NATS.exec(lib.path)?.[1] !== 'subscribe' || !responds(site)) return undefined;
  const { evaluator, args } = site;
  const handlers = optionValues(evaluator, argument(evaluator, args, 1), 'callback');
  return [{ protocol: 'rpc', method: '', names: argument(evaluator, args, 0), handlers }];
}

/** True when a NATS subscription answers what it receives: by `respond`, in its callback or where its messages are looped over. */
export function responds(site: Site): boolean {
  const { evaluator, file, call } = site;
  if (answersItsMessages(site)) return true;
  const callbacks = optionValues(evaluator, argument(evaluator, site.args, 1), 'callback');
  const reached = new Set(
    callbacks.flatMap((value) => (value.t === 'fn' ? [...site.uses.leadsTo(value.file, value.f)] : [])),
  );
  // `for await (const msg of subscription) msg.respond(…)` stands in the same function.
  if (reached.size === 0) reached.add(`${file}#${call.fn}`);
  return [...reached].some((key) => {
    const at = key.lastIndexOf('#');
    const facts = evaluator.program.files.get(key.slice(0, at));
    return facts?.calls.some(
      (other) => other.fn === Number(key.slice(at + 1)) && other.callee.k === 'get' && other.callee.n === 'respond',
    );
  });
}

// `for await (const msg of subscription) msg.respond(…)`, in whatever function.
function answersItsMessages({ evaluator, file, c }: Site): boolean {
  return evaluator.program
    .facts(file)
    .calls.some(
      ({ callee }) =>
        callee.k === 'get' &&
        callee.n === 'respond' &&
        evaluator
          .eval(file, callee.o, undefined)
          .some((value) => value.t === 'lib' && value.lib.site?.file === file && value.lib.site.call === c),
    );
}

// `amqpConnection.request({ exchange, routingKey, payload, timeout })`, answered by `@RabbitRPC`.
function golevelupRequest(lib: Lib, site: Site): RequestShape | undefined {
  if (lib.path !== 'AmqpConnection!.request') return undefined;
  const { evaluator, args } = site;
  const options = argument(evaluator, args, 0);
  const names = joined(
    site,
    handedOption(evaluator, options, 'exchange'),
    handedOption(evaluator, options, 'routingKey'),
  );
  const own = timeoutFrom(option(evaluator, options, 'timeout'), 'call option "timeout"');
  const byDefault: TimeoutPolicy = { state: 'default', ms: 10_000, source: 'the connection waits 10 s by default' };
  return rpc('@golevelup/nestjs-rabbitmq', names, own ?? byDefault);
}

// `seneca.act('role:stock,cmd:check', …)` or `seneca.act({ role: 'stock', cmd: 'check' }, …)`; 22222 ms unless told otherwise.
function senecaAct(lib: Lib, site: Site): RequestShape | undefined {
  if (!isSeneca(lib, 'act')) return undefined;
  const options = (site.uses.callsOf('seneca', '', site.file)[0] ?? [])[0];
  const general = options
    ? timeoutFrom(option(site.evaluator, site.evaluator.of(options), 'timeout'), 'seneca option "timeout"')
    : undefined;
  const own = timeoutFrom(
    option(
      site.evaluator,
      site.args.flatMap((arg) => site.evaluator.of(arg)).filter((value) => value.t === 'obj'),
      'timeout$',
    ),
    'message property "timeout$"',
  );
  const byDefault: TimeoutPolicy = { state: 'default', ms: 22_222, source: 'seneca waits 22.2 s by default' };
  return { ...rpc('seneca', messagePairs(site), own ?? general ?? byDefault), inProcess: true };
}

function senecaAdd(lib: Lib, site: Site): readonly AnswerShape[] | undefined {
  if (!isSeneca(lib, 'add')) return undefined;
  const handlers = site.args.slice(1).flatMap((arg) => site.evaluator.of(arg));
  return [
    { protocol: 'rpc', method: '', names: senecaPattern(site), handlers: handlers.filter((one) => one.t === 'fn') },
  ];
}

function isSeneca(lib: Lib, name: string): boolean {
  return new RegExp(`^\\(\\)(?:\\(\\)|\\.\\w+)*\\.${name}$`).test(lib.path);
}

// What a message says: the pairs of its pattern, and those of the object behind it.
function messagePairs(site: Site): Value[] {
  const [first, ...others] = senecaPattern(site);
  const extra = argument(site.evaluator, site.args, 1).filter((value) => value.t === 'obj');
  const [start] = first ? joinTexts([first]) : [];
  if (start === undefined || others.length > 0 || extra.length === 0) return first ? [first, ...others] : [];
  const more = patterns(site.evaluator, extra).map((one) => one.slice(1, -1).replaceAll('"', ''));
  const at = site.evaluator.evidence(site.file, site.call);
  return [text(sortedPairs([start, ...more].join(',')), 'literal', at)];
}

// Both spellings of a pattern as one text: its pairs in order.
function senecaPattern(site: Site): Value[] {
  const at = site.evaluator.evidence(site.file, site.call);
  return argument(site.evaluator, site.args, 0).map((value): Value => {
    if (value.t === 'obj') {
      const pairs = patterns(site.evaluator, [value])[0]?.slice(1, -1).replaceAll('"', '') ?? '';
      return text(sortedPairs(pairs), 'literal', at);
    }
    const [whole] = joinTexts([value]);
    return whole === undefined ? value : text(sortedPairs(whole), 'literal', at);
  });
}

function sortedPairs(pattern: string): string {
  return pattern
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && !pair.includes('$'))
    .sort()
    .join(',');
}

// `new cote.Requester({ name }).send({ type: 'check' })` and `new cote.Responder({ name }).on('check', …)`.
function coteSend(lib: Lib, site: Site): RequestShape | undefined {
  if (!/Requester!\.send$/.test(lib.path)) return undefined;
  const { evaluator, args } = site;
  const message = argument(evaluator, args, 0);
  const [made] = lib.args;
  const own = timeoutFrom(option(evaluator, message, '__timeout'), 'message property "__timeout"');
  const general = made
    ? timeoutFrom(option(evaluator, evaluator.of(made), 'timeout'), 'requester option "timeout"')
    : undefined;
  const none: TimeoutPolicy = { state: 'absent', ms: null, source: 'cote has no default timeout' };
  return rpc('cote', optionValues(evaluator, message, 'type').filter(isText), own ?? general ?? none);
}

function coteOn(lib: Lib, site: Site): readonly AnswerShape[] | undefined {
  if (!/Responder!\.on$/.test(lib.path)) return undefined;
  const { evaluator, args } = site;
  return [{ protocol: 'rpc', method: '', names: argument(evaluator, args, 0), handlers: argument(evaluator, args, 1) }];
}

// `client.invoker.invoke('stock', 'items/1', HttpMethod.GET)`: the sidecar finds the application by its id.
function daprInvoke(lib: Lib, site: Site): RequestShape | undefined {
  if (!/DaprClient!\.invoker\.invoke$/.test(lib.path)) return undefined;
  const { evaluator, args } = site;
  const at = evaluator.evidence(site.file, site.call);
  const slash = text('/', 'config', at);
  const app = argument(evaluator, args, 0);
  const path = argument(evaluator, args, 1).map(withoutSlash);
  const verb = argument(evaluator, args, 2).find((value) => value.t === 'lib');
  const method =
    verb?.t === 'lib' ? /HttpMethod\.(\w+)$/.exec(verb.lib.path)?.[1] : joinTexts(argument(evaluator, args, 2))[0];
  const url = app.flatMap((name) =>
    (path.length > 0 ? path : [slash]).flatMap((rest): Value[] =>
      name.t === 'text' && rest.t === 'text'
        ? [
            {
              t: 'text',
              parts: [text('http://', 'config', at), name, slash, rest].flatMap((one) =>
                one.t === 'text' ? one.parts : [],
              ),
            },
          ]
        : [],
    ),
  );
  return {
    client: '@dapr/dapr',
    protocol: 'http',
    url,
    method: method?.toUpperCase() ?? 'GET',
    timeout: { state: 'unknown', ms: null, source: 'a resiliency policy of Dapr may bound the call' },
  };
}

function withoutSlash(value: Value): Value {
  const first = value.t === 'text' ? value.parts[0] : undefined;
  if (value.t !== 'text' || first?.p !== 'text') return value;
  return { t: 'text', parts: [{ ...first, s: first.s.replace(/^\/+/, '') }, ...value.parts.slice(1)] };
}

function rpc(client: string, url: readonly Value[], timeout: TimeoutPolicy): RequestShape {
  return { client, protocol: 'rpc', url, method: null, timeout };
}
