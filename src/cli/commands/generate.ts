import type { Command } from 'commander';

export function define(command: Command): void {
  command.action(() => void process.stdout.write('generate\n'));
}
