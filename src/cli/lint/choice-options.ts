import { Option, type Command } from 'commander';
import { SEVERITIES, type Severity } from '../../model/finding.ts';
import { names } from '../parse-option.ts';

/** How `archwright lint` is told which rules to run and which findings to show. */
export interface ChoiceFlags {
  readonly rule?: readonly string[];
  readonly severity: Severity;
  readonly config?: string;
  readonly watch?: true;
  /** The blueprint itself is judged: that of the folder, or of this file. */
  readonly blueprint?: string | true;
}

/** Adds the options that choose rules and findings. */
export function addChoiceOptions(command: Command): Command {
  return command
    .option('--rule <names>', 'run these rules only (separated by commas, or repeated)', names)
    .addOption(new Option('--severity <severity>', 'lowest severity to show').choices(SEVERITIES).default('info'))
    .option('--config <file>', 'read the settings from this file instead of archwright.yaml in the root')
    .option('--blueprint [file]', 'judge what archwright.yaml declares, and read no code')
    .option('--watch', 'lint again whenever files change');
}
