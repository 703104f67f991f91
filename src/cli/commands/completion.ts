import { basename } from 'node:path';
import { Argument, type Command } from 'commander';

const EXAMPLES = `
Examples:
  source <(archwright completion bash)                    in ~/.bashrc
  archwright completion zsh > "\${fpath[1]}/_archwright"   once, then start zsh anew
  archwright completion fish > ~/.config/fish/completions/archwright.fish`;

type Shell = 'bash' | 'zsh' | 'fish';

export function define(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'for which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', EXAMPLES)
    .action(completion);
}

async function completion(shell: Shell, _: unknown, command: Command): Promise<void> {
  const { bashCompletion } = await import('../completion/bash.ts');
  const { completionTree } = await import('../completion/completion-tree.ts');
  const { fishCompletion } = await import('../completion/fish.ts');
  const { zshCompletion } = await import('../completion/zsh.ts');
  const { builtInTreeFiles } = await import('../../advise/tree-library.ts');
  const { designRules } = await import('../../lint/design-rules/index.ts');
  const { rules } = await import('../../lint/rules/index.ts');
  const { suppressionDocs } = await import('../../lint/suppression-rules.ts');
  const names = [...rules, ...designRules, ...suppressionDocs].map(({ name }) => name);
  const trees = builtInTreeFiles().map((file) => basename(file, '.yaml'));
  const takeTree = Object.fromEntries(
    ['advise', 'trees show', 'trees graph', 'trees test'].map((name) => [name, trees]),
  );
  // The program was made with every command loaded, because this one asks for it.
  const tree = completionTree(command.parent ?? command, { '--rule': names, explain: names, ...takeTree });
  process.stdout.write({ bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }[shell](tree));
}
