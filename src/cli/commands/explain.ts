import { Option, type Command } from 'commander';
import { names } from '../parse-option.ts';

const EXAMPLES = `
Examples:
  archwright explain                    lists the rules
  archwright explain shared-database    why it exists, examples, how to mend it, its options
  archwright explain --format json      all rules, their severities and options, for programs`;

interface ExplainFlags {
  readonly format: 'text' | 'json' | 'markdown';
  readonly rulesFrom?: readonly string[];
}

export function define(command: Command): void {
  command
    .argument('[rule]', 'name of a rule')
    .addOption(
      new Option('-f, --format <format>', 'how to tell it').choices(['text', 'json', 'markdown']).default('text'),
    )
    .option('--rules-from <names>', 'explain the rules of this file or package, too: its code is executed', names)
    .option('--no-color', 'no color')
    .addHelpText('after', EXAMPLES)
    .action(explain);
}

async function explain(name: string | undefined, { format, rulesFrom = [] }: ExplainFlags): Promise<void> {
  const { explainRule, listRules } = await import('../../lint/explain-rule.ts');
  const { catalogueEntry, catalogueJson } = await import('../../lint/rule-catalogue.ts');
  const { ruleAddress } = await import('../../lint/rule-address.ts');
  const { indexPage, rulePage } = await import('../../lint/rule-pages.ts');
  const { designRules } = await import('../../lint/design-rules/index.ts');
  const { rules } = await import('../../lint/rules/index.ts');
  const { findRule } = await import('../../lint/settings.ts');
  const { suppressionDocs } = await import('../../lint/suppression-rules.ts');
  const { chooseCustomRules } = await import('../custom-rules/choose-custom-rules.ts');
  const { packageManifest } = await import('../package-manifest.ts');
  const { terminalPalette, terminalWidth } = await import('../palette.ts');
  const builtIn = [...rules, ...designRules, ...suppressionDocs];
  const custom = await chooseCustomRules(
    { rulesFrom },
    [],
    builtIn.map((rule) => rule.name),
  );
  const known = [...builtIn, ...custom];
  const palette = terminalPalette();
  const width = Math.min(100, terminalWidth());
  const addressOf = ruleAddress(packageManifest());
  const rule = name === undefined ? undefined : findRule(name, known);
  const texts = {
    json: () =>
      rule ? `${JSON.stringify(catalogueEntry(rule, addressOf), null, 2)}\n` : catalogueJson(known, addressOf),
    markdown: () => (rule ? rulePage(rule) : indexPage(known)),
    text: () => (rule ? explainRule(rule, palette, width) : listRules(known, palette, width)),
  };
  process.stdout.write(texts[format]());
}
