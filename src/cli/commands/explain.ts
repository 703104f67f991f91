import type { Command } from 'commander';

const EXAMPLES = `
Examples:
  archwright explain                    lists the rules
  archwright explain shared-database    why it exists, examples, how to mend it, its options`;

export function define(command: Command): void {
  command
    .argument('[rule]', 'name of a rule')
    .option('--no-color', 'no color')
    .addHelpText('after', EXAMPLES)
    .action(explain);
}

async function explain(name: string | undefined): Promise<void> {
  const { explainRule, listRules } = await import('../../lint/explain-rule.ts');
  const { rules } = await import('../../lint/rules/index.ts');
  const { findRule } = await import('../../lint/settings.ts');
  const { suppressionDocs } = await import('../../lint/suppression-rules.ts');
  const { terminalPalette, terminalWidth } = await import('../palette.ts');
  const known = [...rules, ...suppressionDocs];
  const palette = terminalPalette();
  const width = Math.min(100, terminalWidth());
  const text =
    name === undefined ? listRules(known, palette, width) : explainRule(findRule(name, known), palette, width);
  process.stdout.write(text);
}
