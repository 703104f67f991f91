import { InvalidArgumentError, Option, type Command } from 'commander';
import type { NewServiceFlags } from '../run-new-service.ts';

const EXAMPLES = `
Examples:
  archwright new service                                    asks for everything
  archwright new service orders --yes                       a collection "orders" with a store, without questions
  archwright new service orders --endpoint "POST /orders" --endpoint "GET /orders/{id}" --owns orders \\
    --calls "payment POST /charges" --publishes order.created --bus nats
  archwright new service audit --subscribes order.created --dir shop --dry-run

The service is added to archwright.yaml, which is made when it is not there, and everything is generated from it.
What the service calls and publishes is done by its first POST endpoint; change that in archwright.yaml.`;

export function define(command: Command): void {
  command
    .command('service')
    .description('Add a service to archwright.yaml and generate it')
    .argument('[name]', 'kebab-case: order-history')
    .option('--endpoint <endpoint>', '"POST /orders", "GET /orders/{id} as findOrder" (repeatable)', repeated)
    .option('--owns <tables>', 'tables that only it reads and writes: orders,order_items', listed)
    .option('--calls <call>', '"payment POST /charges" or payment.charge (repeatable)', repeated)
    .option('--publishes <events>', 'events such as order.created', listed)
    .option('--subscribes <events>', 'events of other services', listed)
    .addOption(new Option('--bus <bus>', 'what carries events').choices(['in-process', 'nats', 'rabbitmq', 'redis']))
    .option('--port <port>', 'port; a free one is chosen without it', port)
    .option('--dir <dir>', 'folder of archwright.yaml', '.')
    .option('-y, --yes', 'ask nothing, take the defaults')
    .option('--dry-run', 'show the plan and a unified diff, write nothing')
    .option('--json', 'the plan as JSON')
    .option('--install', 'run npm install when something was written')
    .addHelpText('after', EXAMPLES)
    .action(newService);
  command.action(() => command.help());
}

async function newService(name: string | undefined, flags: NewServiceFlags): Promise<void> {
  const { runNewService } = await import('../run-new-service.ts');
  await runNewService(name, flags, process.stdin.isTTY && process.stdout.isTTY);
}

function repeated(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function listed(value: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError('A port is 1 to 65535.');
  return number;
}
