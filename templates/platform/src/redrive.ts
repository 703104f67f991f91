import { parseArgs } from 'node:util';
import type { EventBus } from './bus.ts';
import type { RedriveOptions } from './dead-letters.ts';

/** What the command line asks for: `--channel order.created --id … --limit 10 --dry-run`. Ends the process with 2 when it is wrong. */
export function readRedriveOptions(args: readonly string[] = process.argv.slice(2)): RedriveOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        channel: { type: 'string' },
        id: { type: 'string' },
        limit: { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
    });
    const limit = values.limit === undefined ? undefined : Number(values.limit);
    if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
      throw new Error(`--limit takes a number above 0, not "${values.limit}"`);
    return { type: values.channel, id: values.id, limit, dryRun: values['dry-run'] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\nusage: redrive [--channel <name>] [--id <event>] [--limit <n>] [--dry-run]\n`);
    process.exit(2);
  }
}

/** Brings dead letters back and prints a line for each. Resolves with the exit code: 1 when some failed again. */
export async function redrive(bus: Pick<EventBus, 'redrive'>, options: RedriveOptions): Promise<number> {
  const letters = await bus.redrive(options);
  for (const { outcome, type, id, attempts, failedAt, error } of letters) {
    const about = outcome === 'handled' ? '' : `, ${attempts} attempts until ${failedAt}: ${error}`;
    process.stdout.write(`${outcome.padEnd(7)} ${type} ${id || '(no event)'}${about}\n`);
  }
  const failed = letters.filter(({ outcome }) => outcome === 'failed').length;
  process.stdout.write(
    `${letters.length === 1 ? '1 dead letter' : `${letters.length} dead letters`}${failed > 0 ? `, ${failed} failed again` : ''}\n`,
  );
  return failed > 0 ? 1 : 0;
}
