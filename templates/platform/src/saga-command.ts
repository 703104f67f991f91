import { parseArgs } from 'node:util';
import { NotPossible, type SagaOperator, type SagaSummary } from './saga-operator.ts';

/** What a command needs of whoever knows the sagas. */
type Operator = Pick<SagaOperator, 'list' | 'show' | 'resume' | 'skip' | 'cancel'>;

export interface SagaCommand {
  readonly verb: 'list' | 'show' | 'resume' | 'skip' | 'cancel';
  /** Of the saga; empty for a list. */
  readonly id: string;
  readonly all: boolean;
  readonly limit: number;
  readonly json: boolean;
}

const VERBS = ['list', 'show', 'resume', 'skip', 'cancel'] as const;
const USAGE = `usage: sagas list [--all] [--limit <n>] [--json]
       sagas show|resume|skip|cancel <id> [--json]
  list    what is not over or waits for a person; --all: the rest, too
  show    a saga with what happened to it
  resume  tries at once what failed, also compensations that were given up
  skip    counts what failed as done by hand
  cancel  undoes what was done so far\n`;

/** What the command line asks for. Ends the process with 2 when it is wrong. */
export function readSagaCommand(args: readonly string[] = process.argv.slice(2)): SagaCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { all: { type: 'boolean' }, limit: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [word = 'list', id = '', ...rest] = positionals;
    const verb = VERBS.find((known) => known === word);
    if (verb === undefined) throw new Error(`there is no command "${word}"`);
    if (rest.length > 0 || (verb === 'list') !== (id === '')) {
      throw new Error(verb === 'list' ? '"list" takes no id' : `"${verb}" takes the id of one saga`);
    }
    const limit = Number(values.limit ?? 100);
    if (!(Number.isInteger(limit) && limit > 0))
      throw new Error(`--limit takes a number above 0, not "${values.limit}"`);
    return { verb, id, all: values.all ?? false, limit, json: values.json ?? false };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

/** Does what was asked for and prints it. Resolves with the exit code: 1 when it cannot be done. */
export async function runSagaCommand(operator: Operator, command: SagaCommand): Promise<number> {
  try {
    const { value, text } = await answer(operator, command);
    process.stdout.write(command.json ? `${JSON.stringify(value, null, 2)}\n` : text);
    return 0;
  } catch (error) {
    if (!(error instanceof NotPossible)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function answer(
  operator: Operator,
  { verb, id, all, limit }: SagaCommand,
): Promise<{ value: unknown; text: string }> {
  if (verb === 'list') {
    const sagas = await operator.list({ all, limit });
    const lines = sagas.length === 0 ? ['nothing is under way, and nothing waits for a person'] : sagas.map(line);
    return { value: sagas, text: `${lines.join('\n')}\n` };
  }
  if (verb !== 'show') await operator[verb](id);
  const { saga, timeline } = await operator.show(id);
  const { name, key, state, parked, correlationId } = saga;
  const head = `${id} ${name} "${key}": ${parked ? 'PARKED, ' : ''}${state} (correlation ${correlationId})`;
  const lines = timeline.map(({ at, what }) => `  ${at}  ${what}`);
  return { value: { ...saga, timeline }, text: `${[head, ...lines].join('\n')}\n` };
}

function line({ id, name, key, state, step, error, startedAt }: SagaSummary): string {
  const at = step === null ? '' : ` at ${step}`;
  return `${id} ${startedAt} ${state.padEnd(19)} ${name} "${key}"${at}${error === null ? '' : `: ${error}`}`;
}
