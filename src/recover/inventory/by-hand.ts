import { posix } from 'node:path';
import { isInside } from '../manifests/paths.ts';

const SCRIPTS = /^(?:scripts?|one[-_]?offs?|ad[-_]?hoc)$/i;
const PROGRAMS = /^bin$/i;
const SOURCES = /^(?:src|app|lib)$/;

/**
 * Tells the programs that people run now and then from those that serve: files in a folder of scripts inside the sources,
 * and in `bin` when the package starts something else. `tools` are what scripts of the package run beside what it starts;
 * one that begins in a folder of its own is the folder. What is started, and what production code imports, is none of them.
 */
export function byHand(started: Iterable<string>, tools: Iterable<string> = []): (file: string) => boolean {
  const entries = new Set(started);
  const homes = new Set([...entries].map(homeOf));
  const aside = [...tools].filter((tool) => !entries.has(tool) && homes.has(homeOf(tool))).map(placeOf);
  const places = aside.filter((place) => ![...entries].some((entry) => isInside(entry, place)));
  return (file) => {
    if (entries.has(file)) return false;
    if (places.some((place) => file === place || isInside(file, place))) return true;
    const segments = posix.dirname(file).split('/');
    const sources = segments.findIndex((segment) => SOURCES.test(segment));
    if (sources < 0) return false;
    const inside = segments.slice(sources + 1);
    return (
      inside.some((one) => SCRIPTS.test(one)) || (inside.some((one) => PROGRAMS.test(one)) && homes.has(homeOf(file)))
    );
  };
}

// `src/import-catalog/index.ts` is one program with all that stands beside it.
function placeOf(tool: string): string {
  const folder = posix.dirname(tool);
  const isOwn = folder.startsWith(`${homeOf(tool)}/`) || homeOf(tool) === '';
  return /^(?:index|main)\.\w+$/.test(posix.basename(tool)) && isOwn && !SOURCES.test(posix.basename(folder))
    ? folder
    : tool;
}

// What stands in front of the sources: the package.
function homeOf(file: string): string {
  const segments = posix.dirname(file).split('/');
  const sources = segments.findIndex((segment) => SOURCES.test(segment));
  return (sources < 0 ? segments : segments.slice(0, sources)).join('/');
}
