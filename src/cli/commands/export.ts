import { Argument, Option, type Command } from 'commander';
import type { FileFormat, FolderFormat } from '../../docs/formats/export-model.ts';
import type { DocsSource } from '../docs-model.ts';
import { addRecoveryOptions, type RecoveryFlags } from '../recovery-options.ts';

interface ExportFlags extends RecoveryFlags {
  readonly output?: string;
  readonly from: DocsSource;
  readonly owner: string;
  readonly apiVersion: string;
  readonly font?: string;
}

type Format = FileFormat | FolderFormat | 'png';

const FORMATS: readonly Format[] = [
  ...(['structurizr', 'likec4', 'mermaid', 'd2', 'dot', 'svg', 'png', 'backstage', 'json'] as const),
  ...(['openapi', 'asyncapi', 'eventcatalog'] as const),
];

const EXAMPLES = `
Formats that are one file, to standard output or --output:
  structurizr   a workspace of the Structurizr DSL       likec4     a LikeC4 model
  mermaid       a flowchart                              d2, dot    for D2 and Graphviz
  svg, png      a picture, drawn without a browser       backstage  entities for catalog-info.yaml
  json          the whole model with its evidence
Formats that are a folder, which --output names:
  openapi       OpenAPI 3.1 of each service that answers HTTP
  asyncapi      AsyncAPI 3.0 of each service that sends or receives messages
  eventcatalog  services and events of an EventCatalog

Examples:
  archwright export structurizr -o workspace.dsl
  archwright export svg ../shop > shop.svg
  archwright export png -o shop.png
  archwright export openapi -o docs/openapi
  archwright export backstage --owner team-orders -o catalog-info.yaml
  archwright export d2 --from blueprint

Only what the model proves is written: bodies of requests and messages are left open.`;

export function define(command: Command): void {
  addRecoveryOptions(command)
    .addArgument(new Argument('<format>', 'what to write').choices(FORMATS))
    .argument('[dir]', 'root of the repository', '.')
    .option('-o, --output <path>', 'file or folder to write')
    .addOption(
      new Option('--from <source>', 'where the facts come from').choices(['code', 'blueprint']).default('code'),
    )
    .option('--owner <entity>', 'owner in a Backstage or event catalogue', 'unknown')
    .option('--api-version <version>', 'version in documents of interfaces', '1.0.0')
    .option('--font <file>', 'one more font for png (.ttf, .otf), for scripts that the usual one lacks')
    .addHelpText('after', EXAMPLES)
    .action(exportModel);
}

async function exportModel(format: Format, dir: string, flags: ExportFlags): Promise<void> {
  if (format === 'png') return exportPng(dir, flags);
  const { docsModel } = await import('../docs-model.ts');
  const { exportFile, exportFolder, isFolderFormat } = await import('../../docs/formats/export-model.ts');
  if (!isFolderFormat(format)) {
    const model = await docsModel(dir, flags.from, flags);
    const { deliver } = await import('../output.ts');
    return deliver(await exportFile(model, format, { owner: flags.owner, version: flags.apiVersion }), flags.output);
  }
  const { exportTo, requireOutput } = await import('../export-folder.ts');
  const folder = requireOutput(format, flags.output);
  const model = await docsModel(dir, flags.from, flags);
  process.stderr.write(
    exportTo(folder, exportFolder(model, format, { owner: flags.owner, version: flags.apiVersion })),
  );
}

async function exportPng(dir: string, { from, font, output, ...flags }: ExportFlags): Promise<void> {
  const { deliverPicture, requireFile } = await import('../export-picture.ts');
  requireFile(output);
  const { docsModel } = await import('../docs-model.ts');
  const { exportPicture } = await import('../../docs/formats/export-model.ts');
  deliverPicture(await exportPicture(await docsModel(dir, from, flags), font), output);
}
