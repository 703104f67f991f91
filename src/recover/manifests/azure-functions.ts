import { parseJson } from '../../io/json.ts';
import { listOf, objectOf, textOf, type Parsed } from './facts.ts';
import { baseOf, folderOf, resolvePath } from './paths.ts';
import type { FunctionEvent } from './serverless-events.ts';
import { processOf, type StartedProcess } from './started-process.ts';

type Place = Pick<FunctionEvent, 'handler' | 'name'>;

interface Channel {
  readonly broker: string;
  readonly name: readonly string[];
}

/** Triggers of Azure Functions that take messages, by the type of the binding, and the options that hold the channel's name. */
export const AZURE_TRIGGERS: Readonly<Record<string, Channel>> = {
  serviceBusQueue: { broker: 'servicebus', name: ['queueName'] },
  serviceBusTopic: { broker: 'servicebus', name: ['topicName'] },
  serviceBus: { broker: 'servicebus', name: ['queueName', 'topicName'] },
  storageQueue: { broker: 'azurequeue', name: ['queueName'] },
  queue: { broker: 'azurequeue', name: ['queueName'] },
  eventHub: { broker: 'eventhubs', name: ['eventHubName', 'path'] },
  kafka: { broker: 'kafka', name: ['topic'] },
  rabbitMQ: { broker: 'rabbitmq', name: ['queueName'] },
};

/**
 * Reads the function.json of an Azure function: its folder is the function, the folder around it the application.
 * https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings
 */
export function parseAzureFunction(file: string, text: string): Parsed<readonly StartedProcess[]> {
  const { value, problem } = parseJson(text);
  if (problem !== undefined)
    return {
      facts: [],
      gaps: [{ file, line: problem.line, column: problem.column, reason: `JSON: ${problem.reason}` }],
    };
  const root = objectOf(value);
  const own = folderOf(file);
  const script = textOf(root['scriptFile']) ?? 'index.js';
  const path = resolvePath(own, script);
  const bindings = listOf(root['bindings']).map(objectOf);
  const isTriggered = bindings.some(({ type }) => /Trigger$/i.test(textOf(type) ?? ''));
  if (!isTriggered || path === null || !/\.[cm]?[jt]s$/.test(script)) return { facts: [], gaps: [] };
  const folder = folderOf(own);
  const handler = path.replace(/\.[cm]?[jt]s$/, '');
  const place: Place = { handler, name: textOf(root['entryPoint']) ?? 'default' };
  const events = bindings.flatMap((binding) => eventsOf(place, baseOf(own), binding));
  const evidence = { file, line: 1, column: 1, note: `Azure function "${baseOf(own)}"` };
  const process = { ...processOf(file, baseOf(folder), 'serverless', evidence), folder, handlers: [handler], events };
  return { facts: [process], gaps: [] };
}

function eventsOf(place: Place, name: string, binding: Readonly<Record<string, unknown>>): FunctionEvent[] {
  const type = (textOf(binding['type']) ?? '').replace(/Trigger$/, '');
  if (!/Trigger$/.test(textOf(binding['type']) ?? '')) return [];
  if (type === 'http') {
    const methods = listOf(binding['methods']).flatMap((one) => textOf(one)?.toUpperCase() ?? []);
    const target = azureRoute(textOf(binding['route']) ?? name);
    return (methods.length > 0 ? methods : ['ALL']).map((method) => ({
      ...place,
      kind: 'http',
      method,
      target,
      broker: '',
    }));
  }
  const channel = AZURE_TRIGGERS[type];
  if (!channel) return [];
  const target = channel.name.flatMap((key) => textOf(binding[key]) ?? [])[0] ?? null;
  // `%QueueName%` is a setting of the application.
  const known = target !== null && !target.includes('%') ? target : null;
  return [{ ...place, kind: 'event', method: '', target: known, broker: channel.broker }];
}

/** The path of a route, under the prefix that applications have unless they say otherwise: `orders/{id:int?}` is `/api/orders/:id`. */
export function azureRoute(route: string): string {
  const path = route.replace(/\{\*\w+\}/g, '*').replace(/\{(\w+)[^}]*\}/g, ':$1');
  return `/api/${path.replace(/^\//, '')}`;
}
