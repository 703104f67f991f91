import { Option, type Command } from 'commander';
import { addExamples } from '../own-examples.ts';
import type { FolderFlags, NewFlags } from '../adr/write-records.ts';

type Flags = FolderFlags & { readonly json?: true };

const STATES = ['proposed', 'accepted', 'rejected', 'deprecated', 'superseded'];

/** `archwright adr`: the life of records of decisions, from the first draft until another one takes their place. */
export function define(command: Command): void {
  const sub: Sub = (name, description) =>
    command
      .command(name)
      .summary(description)
      .description(description)
      .option('--dir <folder>', 'where the decisions lie (default: what archwright.yaml says, or docs/decisions)');
  defineReading(sub);
  defineWriting(sub);
  addExamples(command, examples);
  command.addHelpText('after', more);
}

type Sub = (name: string, description: string) => Command;

function defineReading(sub: Sub): void {
  sub('list', 'List the decisions with status and date')
    .addOption(new Option('--status <status>', 'only those with this status').choices(STATES))
    .option('--json', 'as JSON')
    .action(async (flags: Flags & { status?: string }) =>
      end((await import('../adr/show-records.ts')).listRecords(flags)),
    );
  sub('show <decision>', 'Print a decision: its number, or the name of its file')
    .option('--json', 'as JSON')
    .action(async (word: string, flags: Flags) =>
      end((await import('../adr/show-records.ts')).showRecord(word, flags)),
    );
  sub('index', 'Write the table of decisions into README.md of their folder')
    .option('--check', 'write nothing; status 1 when the table is stale')
    .action(async (flags: FolderFlags & { check?: true }) =>
      end((await import('../adr/show-records.ts')).indexRecords(flags)),
    );
  sub('lint', 'Check the records; status 1 when something is wrong')
    .option('--json', 'as JSON')
    .action(async (flags: Flags) => end((await import('../adr/lint-records.ts')).lintRecords(flags)));
  sub('graph', 'Draw which decision took the place of which, as Mermaid').action(async (flags: FolderFlags) =>
    end((await import('../adr/show-records.ts')).graphRecords(flags)),
  );
}

function defineWriting(sub: Sub): void {
  sub('new <title>', 'Write a record to be filled in')
    .addOption(
      new Option('--format <format>', 'how it is written (default: as most of the others, or madr)').choices([
        'madr',
        'nygard',
      ]),
    )
    .addOption(new Option('--status <status>', 'its status').choices(STATES.slice(0, 4)).default('proposed'))
    .option('--by <name>', 'who decides; repeatable', collect)
    .option('--date <date>', 'YYYY-MM-DD (default: today)')
    .option('--supersedes <decision>', 'the decision whose place it takes; repeatable', collect)
    .action(async (title: string, flags: NewFlags) =>
      end((await import('../adr/write-records.ts')).newRecord(title, flags)),
    );
  sub('accept <decision>', 'Say that a decision is accepted').action(async (word: string, flags: FolderFlags) =>
    end((await import('../adr/write-records.ts')).changeStatus(word, 'accepted', flags)),
  );
  sub('supersede <old> <new>', 'Say in both records that the new one takes the place of the old one').action(
    async (older: string, newer: string, flags: FolderFlags) =>
      end((await import('../adr/write-records.ts')).supersede(older, newer, flags)),
  );
  sub('deprecate <decision>', 'Say that a decision no longer counts').action(async (word: string, flags: FolderFlags) =>
    end((await import('../adr/write-records.ts')).changeStatus(word, 'deprecated', flags)),
  );
}

function end(status: number): void {
  process.exitCode = status;
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

const examples = [
  'archwright adr new "One store for each service" --by Ada',
  'archwright adr new "A broker of our own" --supersedes 3',
  'archwright adr accept 4',
  'archwright adr supersede 2 4                            4 takes the place of 2',
  'archwright adr deprecate 1',
  'archwright adr list --status accepted',
  'archwright adr show 4 --json',
  'archwright adr lint && archwright adr index --check     in CI',
  'archwright adr graph > decisions.mmd',
];

const more = `
Folders that other tools or people began are read as they are (001-title.md, adr-001-title.md, the parts of Nygard's
form), and new records are named as theirs. "archwright advise" writes records of decisions that it helped to make, and
"archwright advise audit" tells whether they still hold.
Exit status: 0, 1 something is wrong (lint) or stale (index --check), 2 wrong use.`;
