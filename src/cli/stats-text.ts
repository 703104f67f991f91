import type { Stats } from '../recover/stopwatch.ts';

/** What a recovery did and how long each phase took, a line for each. */
export function statsText({ phases, files }: Stats): string {
  const total = phases.reduce((sum, { ms }) => sum + ms, 0);
  const rows = [...phases, { name: 'in all', ms: total }];
  const width = Math.max(...rows.map(({ name }) => name.length));
  const memory = process.resourceUsage().maxRSS / 1024;
  return [
    ...rows.map(({ name, ms }) => `${name.padEnd(width)}  ${(ms / 1000).toFixed(2).padStart(7)} s`),
    `files: ${files.seen} seen, ${files.excluded} left out, ${files.parsed} parsed, ${files.cached} from the cache`,
    `memory: ${memory.toFixed(0)} MB at most`,
    '',
  ].join('\n');
}
