import type { Command } from 'commander';

/** How commands that read a repository are told what to read, and how. */
export interface RecoveryFlags {
  readonly facts?: readonly string[];
  readonly cache: boolean;
  readonly stats?: true;
}

/** Adds the options that all commands have that read code. */
export function addRecoveryOptions(command: Command): Command {
  return command
    .option('--facts <files...>', 'link these fact files (or folders of them) instead of reading a repository')
    .option('--no-cache', 'neither use nor write .archwright/cache')
    .option('--stats', 'tell on standard error what took how long');
}
