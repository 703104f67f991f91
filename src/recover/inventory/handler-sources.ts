import { folderOf, joinPath } from '../manifests/paths.ts';
import type { StartedProcess } from '../manifests/started-process.ts';
import { resolveEntry } from './entry-files.ts';

const ENDINGS = ['.ts', '.js', '.mjs', '.cjs', '.mts', '.cts', '.py', '/index.ts', '/index.js'];

/** The file that a handler without ending means, where it is told of built output the source; undefined when there is none. */
export function handlerFile(files: ReadonlySet<string>, handler: string): string | undefined {
  const found = ENDINGS.map((end) => `${handler}${end}`).find((one) => files.has(one));
  if (found !== undefined) return found;
  for (let folder = folderOf(handler); ; folder = folderOf(folder)) {
    const inside = folder === '.' ? handler : handler.slice(folder.length + 1);
    const source = files.has(joinPath(folder, 'package.json')) ? resolveEntry(files, folder, inside) : undefined;
    if (source !== undefined || folder === '.') return source;
  }
}

/** A process whose handlers that name built output name sources instead. */
export function withSources(files: ReadonlySet<string>, process: StartedProcess): StartedProcess {
  if (process.handlers.length === 0) return process;
  const sources = new Map(
    process.handlers.map((handler) => [
      handler,
      handlerFile(files, handler)?.replace(/\.(?:[cm]?[jt]s|py)$/, '') ?? handler,
    ]),
  );
  return {
    ...process,
    handlers: [...new Set(sources.values())],
    events: process.events.map((event) => ({ ...event, handler: sources.get(event.handler) ?? event.handler })),
    answers: process.answers.map((one) => ({ ...one, handler: sources.get(one.handler ?? '') ?? one.handler })),
  };
}
