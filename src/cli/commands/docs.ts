import { Option, type Command } from 'commander';
import type { DocsSource } from '../docs-model.ts';
import type { SourceBase } from '../../docs/page-links.ts';
import { availability } from '../parse-option.ts';
import { addRecoveryOptions, type RecoveryFlags } from '../recovery-options.ts';
import { webAddress } from '../web-address.ts';

interface DocsFlags extends RecoveryFlags {
  readonly out?: string;
  readonly from: DocsSource;
  readonly sourceUrl?: string;
  readonly availability: number;
  readonly check?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  archwright docs                          docs/architecture of the repository you are in
  archwright docs ../shop --out wiki       another repository, another folder
  archwright docs --from blueprint         what archwright.yaml declares, before there is code
  archwright docs --check                  in CI: status 1 when the documents are stale
  archwright docs --source-url https://github.com/acme/shop/blob/main

What stands between <!-- archwright:keep some-name --> and <!-- /archwright:keep --> in a page is yours: it survives
every run. Pages that describe nothing any more are listed, never deleted.
Exit status: 0 written or up to date, 1 stale (--check), 2 wrong use or an internal error.`;

export function define(command: Command): void {
  addRecoveryOptions(command)
    .argument('[dir]', 'root of the repository', '.')
    .option('-o, --out <folder>', 'where to write (default: docs/architecture in the repository)')
    .addOption(
      new Option('--from <source>', 'where the facts come from').choices(['code', 'blueprint']).default('code'),
    )
    .option('--source-url <url>', 'link facts to files at this URL instead of by relative paths', webAddress)
    .option('--availability <percent>', 'assumed availability of each service, for chains', availability, 99.9)
    .option('--check', 'write nothing; status 1 when the documents are stale, naming the pages')
    .option('--dry-run', 'write nothing; tell what would be written')
    .option('--json', 'the outcome as JSON')
    .addHelpText('after', EXAMPLES)
    .action(docs);
}

async function docs(dir: string, flags: DocsFlags): Promise<void> {
  const { docsFolder, writePlan } = await import('../docs-folder.ts');
  const { docsModel } = await import('../docs-model.ts');
  const { docsJson, docsText, isStale } = await import('../docs-report.ts');
  const { planDocs } = await import('../../docs/plan-docs.ts');
  const { renderDocs } = await import('../../docs/render-docs.ts');

  const model = await docsModel(dir, flags.from, flags);
  const folder = docsFolder(dir, flags.out, sourceOf(flags));
  const rendered = renderDocs(model, {
    source: folder.source,
    availability: flags.availability / 100,
    command: commandLine(flags, folder.fromRoot),
  });
  const plan = planDocs(rendered, folder.existing, folder.shown);
  const mode = flags.check ? 'check' : flags.dryRun ? 'dry-run' : 'write';
  if (mode === 'write') writePlan(folder, plan);
  process.stdout.write(flags.json ? docsJson(plan, folder.shown, mode) : docsText(plan, model, folder.shown, mode));
  if (mode === 'check' && isStale(plan)) process.exitCode = 1;
}

// The files that facts were made of lie elsewhere.
function sourceOf({ facts, sourceUrl }: DocsFlags): SourceBase | undefined {
  if (sourceUrl !== undefined) return { kind: 'url', base: sourceUrl };
  return facts === undefined ? undefined : { kind: 'none' };
}

// As it would be typed in the root of the repository, whoever ran it from wherever: the pages must not differ by that.
function commandLine(flags: DocsFlags, folderFromRoot: string): string {
  return [
    'archwright docs',
    folderFromRoot === 'docs/architecture' ? '' : `--out ${folderFromRoot}`,
    flags.from === 'code' ? '' : `--from ${flags.from}`,
    flags.facts === undefined ? '' : `--facts ${flags.facts.join(' ')}`,
    flags.sourceUrl === undefined ? '' : `--source-url ${flags.sourceUrl}`,
    flags.availability === 99.9 ? '' : `--availability ${String(flags.availability)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
