import { listOf, objectOf, textOf } from './facts.ts';
import { configPath } from './config-literal.ts';
import { resourceName, type Resources } from './resource-names.ts';

/** What a function of a serverless.yml answers or receives. */
export interface FunctionEvent {
  /** File of the handler, relative to the root, without ending. */
  readonly handler: string;
  /** Name under which the file exports it. */
  readonly name: string;
  readonly kind: 'http' | 'event';
  readonly method: string;
  /** Path of a route, or name of a channel; null when the file does not say it plainly. */
  readonly target: string | null;
  /** Broker of a channel; empty for routes. */
  readonly broker: string;
}

/** Events of a `functions` entry: `http` and `httpApi` routes, queues, topics, buses and streams. */
export function functionEvents(folder: string, fn: unknown, resources: Resources = {}): FunctionEvent[] {
  const { handler, events } = objectOf(fn);
  const written = textOf(handler);
  const match = written === null ? null : /^(.*)\.([\w$]+)$/.exec(written);
  const file = match ? configPath(folder, match[1] ?? '') : null;
  if (!match || file === null) return [];
  const place = { handler: file, name: match[2] ?? '' };
  return listOf(events).flatMap((event): FunctionEvent[] =>
    Object.entries(objectOf(event)).flatMap(([kind, value]): FunctionEvent[] => {
      if (kind === 'http' || kind === 'httpApi') return route(place, value);
      const read = CHANNELS[kind];
      return read
        ? [{ ...place, kind: 'event', method: '', target: read.name(value, resources), broker: read.broker }]
        : [];
    }),
  );
}

function route(place: Pick<FunctionEvent, 'handler' | 'name'>, value: unknown): FunctionEvent[] {
  const [verb = '', written = ''] = (textOf(value) ?? '').trim().split(/\s+/);
  const { path, method } = objectOf(value);
  const target = textOf(path) ?? written;
  const full = `/${target}`.replace(/\{(\w+)\+\}/g, '*').replace(/\{(\w+)\}/g, ':$1');
  const named = (textOf(method) ?? verb).toUpperCase();
  if (named === '') return [];
  return [
    {
      ...place,
      kind: 'http',
      method: named === 'ANY' || named === '*' ? 'ALL' : named,
      target: named === '*' ? '/*' : full,
      broker: '',
    },
  ];
}

const CHANNELS: Readonly<
  Record<string, { readonly broker: string; readonly name: (value: unknown, resources: Resources) => string | null }>
> = {
  sqs: { broker: 'sqs', name: (value, resources) => named(objectOf(value)['arn'] ?? value, resources) },
  sns: {
    broker: 'sns',
    name: (value, resources) => {
      const { topicName, arn } = objectOf(value);
      return named(topicName ?? arn ?? value, resources);
    },
  },
  eventBridge: {
    broker: 'eventbridge',
    name: (value) => plain(textOf(listOf(objectOf(objectOf(value)['pattern'])['detail-type'])[0])),
  },
  // The older name of EventBridge.
  cloudwatchEvent: {
    broker: 'eventbridge',
    name: (value) => plain(textOf(listOf(objectOf(objectOf(value)['event'])['detail-type'])[0])),
  },
  kafka: { broker: 'kafka', name: (value) => plain(textOf(objectOf(value)['topic'])) },
  msk: { broker: 'kafka', name: (value) => plain(textOf(objectOf(value)['topic'])) },
  rabbitmq: { broker: 'rabbitmq', name: (value) => plain(textOf(objectOf(value)['queue'])) },
};

function named(reference: unknown, resources: Resources): string | null {
  return resourceName(reference, resources) ?? plain(textOf(reference));
}

function plain(text: string | null): string | null {
  return text === null || text.includes('${') ? null : text;
}
