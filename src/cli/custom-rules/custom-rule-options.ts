import type { Command } from 'commander';
import { names } from '../parse-option.ts';

/** How a command is told which rules of the user's own it may run. */
export interface CustomRuleFlags {
  readonly rulesFrom?: readonly string[];
  /** Undefined: the command line says nothing about those that the settings name. */
  readonly customRules?: boolean;
}

/** Adds the options about rules of the user's own. */
export function addCustomRuleOptions(command: Command): Command {
  return command
    .option('--rules-from <names>', 'run the rules of this file or package, too: its code is executed', names)
    .option('--custom-rules', 'run the rules that the settings name under "customRules": code of the repository')
    .option('--no-custom-rules', 'lint without them');
}
