import { Option, type Command } from 'commander';
import type { DocsSource } from '../docs-model.ts';
import type { DocsBeside } from '../../docs/docs-beside.ts';
import type { DocsOptions } from '../../docs/docs-context.ts';
import type { SourceBase } from '../../docs/page-links.ts';
import type { DocsPlan } from '../../docs/plan-docs.ts';
import type { SystemModel } from '../../model/system.ts';
import type { DocsFolder } from '../docs-folder.ts';
import { availability } from '../parse-option.ts';
import { addRecoveryOptions, type RecoveryFlags } from '../recovery-options.ts';
import { webAddress } from '../web-address.ts';

interface DocsFlags extends RecoveryFlags {
  readonly out?: string;
  readonly html?: true;
  readonly format: 'markdown' | 'html' | 'svg' | 'png';
  readonly findings: boolean;
  readonly runtime?: string;
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
  archwright docs --html                   one page with a map, search and what-if: docs/architecture/index.html
  archwright docs --html -o shop.html
  archwright docs --format svg             the containers as one picture: docs/architecture/containers.svg (or png)

What stands between <!-- archwright:keep some-name --> and <!-- /archwright:keep --> in a page is yours: it survives
every run. Pages that describe nothing any more are listed, never deleted.
Exit status: 0 written or up to date, 1 stale (--check), 2 wrong use or an internal error.`;

export function define(command: Command): void {
  addRecoveryOptions(command)
    .argument('[dir]', 'root of the repository', '.')
    .option('--html', 'one page that needs nothing else, to look around in, instead of Markdown')
    .addOption(
      new Option('--format <format>', 'html is --html; svg and png draw the containers as one picture')
        .choices(['markdown', 'html', 'svg', 'png'])
        .default('markdown'),
    )
    .option('-o, --out <path>', 'folder, or file of a page or picture, to write (default: in docs/architecture)')
    .addOption(
      new Option('--from <source>', 'where the facts come from').choices(['code', 'blueprint']).default('code'),
    )
    .option('--source-url <url>', 'link facts to files at this URL instead of by relative paths', webAddress)
    .option('--availability <percent>', 'assumed availability of each service, for chains', availability, 99.9)
    .option('--no-findings', 'do not lint; pages then say that findings are not known')
    .option('--runtime <file>', 'with --html: telemetry to hold against archwright.yaml and the code')
    .option(
      '--check',
      'write nothing; status 1 when the documents are stale, naming the pages and what changed on them',
    )
    .option('--dry-run', 'write nothing; tell what would be written')
    .option('--json', 'the outcome as JSON')
    .addHelpText('after', EXAMPLES)
    .action(docs);
}

async function docs(dir: string, given: DocsFlags): Promise<void> {
  const { format } = given;
  const flags: DocsFlags = format === 'html' ? { ...given, html: true } : given;
  const { docsBeside, driftBeside } = await import('../docs-beside.ts');
  const { docsFolder, docsPage, writePlan } = await import('../docs-folder.ts');
  const { docsSystem } = await import('../docs-model.ts');
  const { docsJson, docsText, isStale } = await import('../docs-report.ts');

  const { model, recovery } = await docsSystem(dir, flags.from, flags);
  if (format === 'svg' || format === 'png') {
    const { drawContainers } = await import('../docs-picture.ts');
    process.exitCode = await drawContainers(dir, model, format, flags);
    return;
  }
  const folder = flags.html ? docsPage(dir, flags.out) : docsFolder(dir, flags.out, sourceOf(flags));
  const options = {
    source: flags.html ? (sourceOf(flags) ?? { kind: 'none' as const }) : folder.source,
    availability: flags.availability / 100,
    command: commandLine(flags, folder.fromRoot),
  };
  const beside = docsBeside(dir, recovery, flags.findings);
  const plan = flags.html
    ? await planPage(folder, model, options, { ...beside, drift: driftBeside(dir, recovery, flags.runtime) })
    : await planPages(folder, model, options, beside);
  const mode = flags.check ? 'check' : flags.dryRun ? 'dry-run' : 'write';
  if (mode === 'write') writePlan(folder, plan);
  process.stdout.write(flags.json ? docsJson(plan, folder.shown, mode) : docsText(plan, model, folder.shown, mode));
  if (mode === 'check' && isStale(plan)) process.exitCode = 1;
}

type Planning = (folder: DocsFolder, model: SystemModel, options: DocsOptions, beside: DocsBeside) => Promise<DocsPlan>;

const planPages: Planning = async ({ existing, shown }, model, options, beside) => {
  const { planDocs } = await import('../../docs/plan-docs.ts');
  const { renderDocs } = await import('../../docs/render-docs.ts');
  return planDocs(renderDocs(model, options, beside), existing, shown);
};

const planPage: Planning = async ({ existing, shown }, model, options, beside) => {
  const { planHtml } = await import('../../docs/plan-docs.ts');
  const { pageHtml } = await import('../../docs/page/page-html.ts');
  const [path = ''] = existing.keys();
  return planHtml(path, await pageHtml(model, options, beside), existing.get(path) ?? '', shown);
};

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
    flags.findings ? '' : '--no-findings',
    flags.facts === undefined ? '' : `--facts ${flags.facts.join(' ')}`,
    flags.sourceUrl === undefined ? '' : `--source-url ${flags.sourceUrl}`,
    flags.availability === 99.9 ? '' : `--availability ${String(flags.availability)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
