import { Option, type Command } from 'commander';
import { SEVERITIES, type Severity } from '../../model/finding.ts';
import { wholeNumber } from '../parse-option.ts';

/** How `archwright lint` is told which findings end in status 1. */
export interface GateFlags {
  readonly failOn: Severity;
  readonly maxWarnings?: number;
}

/** Adds the options that decide the exit status. */
export function addGateOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--fail-on <severity>', 'lowest severity that ends in status 1').choices(SEVERITIES).default('error'),
    )
    .option('--max-warnings <n>', 'more warnings than this end in status 1', wholeNumber);
}
