import type { SystemModel } from '../../model/system.ts';
import { containerGraph } from '../diagrams/system-graph.ts';
import { mermaidFlowchart } from '../diagrams/mermaid-flowchart.ts';
import { docsContext } from '../docs-context.ts';
import { asyncapi } from './asyncapi.ts';
import { backstage, type CatalogueOptions } from './backstage.ts';
import { d2 } from './d2.ts';
import { dot } from './dot.ts';
import { eventCatalog } from './event-catalog.ts';
import { likec4 } from './likec4.ts';
import { slugs } from './names.ts';
import { openapi } from './openapi.ts';
import { structurizr } from './structurizr.ts';
import type { Picture } from './png.ts';
import { svg } from './svg.ts';

/** Formats that are one file each, and those that are a folder. */
const FILE_FORMATS = ['structurizr', 'likec4', 'mermaid', 'd2', 'dot', 'svg', 'backstage', 'json'] as const;
const FOLDER_FORMATS = ['openapi', 'asyncapi', 'eventcatalog'] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];
export type FolderFormat = (typeof FOLDER_FORMATS)[number];

/** Whether a format is a folder of files. */
export function isFolderFormat(format: FileFormat | FolderFormat): format is FolderFormat {
  return FOLDER_FORMATS.some((folder) => folder === format);
}

/** The model in a format that is one file. The same model gives the same bytes. */
export async function exportFile(model: SystemModel, format: FileFormat, options: CatalogueOptions): Promise<string> {
  if (format === 'json') return `${JSON.stringify(model, null, 2)}\n`;
  const context = contextOf(model);
  if (format === 'backstage') return backstage(context, options);
  const graph = containerGraph(context);
  if (format === 'svg') return svg(dot(graph, model.name));
  if (format === 'mermaid') return `${mermaidFlowchart(graph, model.name)}\n`;
  return { structurizr, likec4, d2, dot }[format](graph, model.name);
}

/** The model as a picture in pixels, with the characters of names that it could not show. */
export async function exportPicture(model: SystemModel, font?: string): Promise<Picture> {
  const { png } = await import('./png.ts');
  return png(await svg(dot(containerGraph(contextOf(model)), model.name)), font);
}

/** The model in a format that is a folder: path → text; empty when there is nothing to say in it. */
export function exportFolder(
  model: SystemModel,
  format: FolderFormat,
  options: CatalogueOptions,
): ReadonlyMap<string, string> {
  const context = contextOf(model);
  if (format === 'eventcatalog') return eventCatalog(context, options);
  const names = slugs([...context.services.keys()]);
  const files = [...context.services].flatMap(([id, facts]): [string, string][] => {
    const text = format === 'openapi' ? openapi(facts, options.version) : asyncapi(facts, context, options.version);
    return text === null ? [] : [[`${names.get(id) ?? id}.${format}.yaml`, text]];
  });
  return new Map(files);
}

// Neither availability nor links are part of these formats.
function contextOf(model: SystemModel): ReturnType<typeof docsContext> {
  return docsContext(model, { source: { kind: 'none' }, availability: 1, command: '' });
}
