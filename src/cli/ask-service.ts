import { checkbox, input, select } from '@inquirer/prompts';
import type { Blueprint, BusKind } from '../blueprint/blueprint.ts';
import { flawOfEvent, flawOfServiceName, flawOfTable, type Flaw } from '../blueprint/names.ts';
import { defaultEndpoints, defaultTables, possibleCalls, type ServiceAnswers } from '../scaffold/service-answers.ts';
import { splitList } from './split-list.ts';

// Enter alone takes the default, so that nothing at all needs a word.
const NONE = 'none';

/** Asks at the terminal for what the flags did not say; Ctrl-C throws inquirer's ExitPromptError. */
export async function askService(
  given: Partial<ServiceAnswers>,
  blueprint: Blueprint | undefined,
): Promise<ServiceAnswers> {
  const name = given.name ?? (await askName(blueprint));
  const endpoints =
    given.endpoints ?? (await askList('Endpoints, separated by commas', defaultEndpoints(name), () => undefined));
  const owns =
    given.owns ??
    (await askList(
      'Tables that only it reads and writes',
      endpoints.length > 0 ? defaultTables(name) : [],
      flawOfTable,
    ));
  const calls =
    given.calls ??
    (await askChoices('Endpoints of other services that it calls', blueprint ? possibleCalls(blueprint) : []));
  const publishes =
    given.publishes ?? (await askList('Events that it publishes, such as order.created', [], flawOfEvent));
  const published = blueprint?.services.flatMap((service) => service.publishes) ?? [];
  const subscribes = given.subscribes ?? (await askChoices('Events that it listens to', [...new Set(published)]));
  const bused = publishes.length > 0 || subscribes.length > 0;
  const bus = given.bus ?? (bused && blueprint === undefined ? await askBus() : null);
  return { name, endpoints, owns, calls, publishes, subscribes, bus, port: given.port ?? (await askPort()) };
}

async function askName(blueprint: Blueprint | undefined): Promise<string> {
  return input({
    message: 'Name of the service',
    validate: (name) => {
      if (blueprint?.services.some((service) => service.name === name)) return `"${name}" is declared already`;
      return told(name, flawOfServiceName(name));
    },
  });
}

async function askList(
  message: string,
  fallback: readonly string[],
  flawOf: (name: string) => Flaw | undefined,
): Promise<string[]> {
  const text = await input({
    message: `${message} (${fallback.length > 0 ? `"${NONE}"` : 'empty'} for none)`,
    ...(fallback.length > 0 && { default: fallback.join(', ') }),
    validate: (typed) => {
      const wrong = typedList(typed).find((name) => flawOf(name) !== undefined);
      return wrong === undefined || told(wrong, flawOf(wrong));
    },
  });
  return typedList(text);
}

function typedList(text: string): string[] {
  return text.trim() === NONE ? [] : splitList(text);
}

async function askChoices(message: string, choices: readonly string[]): Promise<string[]> {
  if (choices.length === 0) return [];
  return checkbox({ message, choices: choices.map((value) => ({ value })), pageSize: 12 });
}

async function askBus(): Promise<BusKind> {
  return select<BusKind>({
    message: 'What carries events between services?',
    choices: [
      { value: 'nats', name: 'NATS JetStream', description: 'npm run dev and the tests need no broker all the same' },
      { value: 'rabbitmq', name: 'RabbitMQ', description: 'npm run dev and the tests need no broker all the same' },
      { value: 'redis', name: 'Redis Streams', description: 'npm run dev and the tests need no broker all the same' },
      { value: 'in-process', name: 'nothing: memory', description: 'for a system that runs in one process' },
    ],
  });
}

async function askPort(): Promise<number | null> {
  const text = await input({
    message: 'Port (empty: a free one is chosen)',
    validate: (typed) => typed.trim() === '' || isPort(typed) || 'A port is 1 to 65535.',
  });
  return text.trim() === '' ? null : Number(text);
}

function isPort(text: string): boolean {
  const port = Number(text);
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function told(name: string, flaw: Flaw | undefined): true | string {
  return flaw === undefined || `"${name}" ${flaw.what}: ${flaw.help}`;
}
