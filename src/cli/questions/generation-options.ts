import type { Command } from 'commander';

/** Adds the options of commands that edit archwright.yaml and generate from it. */
export function addGenerationOptions(command: Command): Command {
  return command
    .option('--dir <dir>', 'folder of archwright.yaml', '.')
    .option('--dry-run', 'show the plan and a unified diff, write nothing')
    .option('--json', 'the plan as JSON')
    .option('--no-lint', 'generate without judging the blueprint first')
    .option('--install', 'run npm install when something was written');
}

/** Whether there is somebody to ask. */
export function isTerminal(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}
