import { posix } from 'node:path';

const SCRIPTS = /^(?:scripts?|one[-_]?offs?|ad[-_]?hoc)$/i;
const PROGRAMS = /^bin$/i;
const SOURCES = /^(?:src|app|lib)$/;

/**
 * Tells the programs that people run now and then from those that serve: files in a folder of scripts inside the sources,
 * and in `bin` when the package starts something else. What is started, and what production code imports, is none of them.
 */
export function byHand(started: Iterable<string>): (file: string) => boolean {
  const entries = new Set(started);
  const homes = new Set([...entries].map(homeOf));
  return (file) => {
    if (entries.has(file)) return false;
    const segments = posix.dirname(file).split('/');
    const sources = segments.findIndex((segment) => SOURCES.test(segment));
    if (sources < 0) return false;
    const inside = segments.slice(sources + 1);
    return (
      inside.some((one) => SCRIPTS.test(one)) || (inside.some((one) => PROGRAMS.test(one)) && homes.has(homeOf(file)))
    );
  };
}

// What stands in front of the sources: the package.
function homeOf(file: string): string {
  const segments = posix.dirname(file).split('/');
  const sources = segments.findIndex((segment) => SOURCES.test(segment));
  return (sources < 0 ? segments : segments.slice(0, sources)).join('/');
}
