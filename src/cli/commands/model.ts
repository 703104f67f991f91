import { Option, type Command } from 'commander';
import { addRecoveryOptions, type RecoveryFlags } from '../recovery-options.ts';

interface ModelFlags extends RecoveryFlags {
  readonly format: 'text' | 'json';
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  archwright model                            what is in the repository you are in
  archwright model services --format json     the whole model with its evidence, for programs
  archwright model --format json -o model.json
  archwright model --facts facts/             several repositories as one system`;

export function define(command: Command): void {
  addRecoveryOptions(command)
    .argument('[dir]', 'root of the repository', '.')
    .addOption(
      new Option('-f, --format <format>', 'a summary for people, or the whole model')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('-o, --output <file>', 'write to a file')
    .option('--no-color', 'no color')
    .addHelpText('after', EXAMPLES)
    .action(model);
}

async function model(dir: string, { format, output, ...flags }: ModelFlags): Promise<void> {
  const { plainPalette } = await import('../../lint/reporters/reporter.ts');
  const { modelSummary } = await import('../model-summary.ts');
  const { modelJson } = await import('../model-json.ts');
  const { deliver } = await import('../output.ts');
  const { terminalPalette, terminalWidth } = await import('../palette.ts');
  const { readRepository } = await import('../read-repository.ts');
  const { model: system } = await readRepository(dir, flags);
  const palette = output === undefined ? terminalPalette() : plainPalette;
  const text = format === 'json' ? modelJson(system) : modelSummary(system, palette, terminalWidth());
  deliver(text, output);
}
