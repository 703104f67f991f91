import type { Command } from 'commander';

interface FactsFlags {
  readonly output?: string;
  readonly name?: string;
  readonly cache: boolean;
  readonly stats?: true;
}

const EXAMPLES = `
Examples:
  archwright facts -o facts.json                in the CI of each repository
  archwright facts ../orders -o orders.json.gz  another repository, packed
  archwright model --facts facts/               all of them as one system

The file holds no source text and no values of secrets. docs/many-repositories.md says more.`;

export function define(command: Command): void {
  command
    .argument('[dir]', 'root of the repository', '.')
    .option('-o, --output <file>', 'write to a file; packed when its name ends in .gz')
    .option('--name <name>', 'name of the repository among others (default: name of its folder)')
    .option('--no-cache', 'neither use nor write .archwright/cache')
    .option('--stats', 'tell on standard error what took how long')
    .addHelpText('after', EXAMPLES)
    .action(facts);
}

async function facts(dir: string, { output, name, cache, stats }: FactsFlags): Promise<void> {
  const { collectFacts } = await import('../../recover/write-facts.ts');
  const { deliver, deliverPacked } = await import('../output.ts');
  const { withProgress } = await import('../progress.ts');
  const { statsPrinter } = await import('../read-repository.ts');
  const { version } = await import('../version.ts');
  const onStats = stats ? await statsPrinter() : undefined;
  const content = await withProgress((onProgress) =>
    collectFacts(dir, {
      onProgress,
      cache,
      version: version(),
      ...(name !== undefined && { name }),
      ...(onStats && { onStats }),
    }),
  );
  const text = `${JSON.stringify(content)}\n`;
  const count = Object.keys(content.sources).length;
  const said = `facts of ${count} source files of "${content.repository}" are in "${output ?? ''}"`;
  if (output?.endsWith('.gz') === true) await deliverPacked(text, output, said);
  else deliver(text, output, said);
}
