import { parseArgs } from 'node:util';
import type { EventBus } from './bus.ts';
import type { RedriveOptions } from './dead-letters.ts';

const USAGE =
  'usage: redrive [--channel <name>] [--id <event>] [--error <text>] [--limit <n>] [--per-second <n>] [--dry-run]';

/** What the command line asks for: `--channel order.created --error timeout --limit 10 --per-second 5 --dry-run`. Ends the process with 2 when it is wrong. */
export function readRedriveOptions(args: readonly string[] = process.argv.slice(2)): RedriveOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        channel: { type: 'string' },
        id: { type: 'string' },
        error: { type: 'string' },
        limit: { type: 'string' },
        'per-second': { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
    });
    const limit = readNumber('limit', values.limit);
    const perSecond = readNumber('per-second', values['per-second']);
    return { type: values.channel, id: values.id, error: values.error, limit, perSecond, dryRun: values['dry-run'] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n${USAGE}\n`);
    process.exit(2);
  }
}

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(Number.isInteger(number) && number > 0)) throw new Error(`--${name} takes a number above 0, not "${text}"`);
  return number;
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
