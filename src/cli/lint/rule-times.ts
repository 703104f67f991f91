import type { Around } from '../../lint/run-rules.ts';

/** Measures how long each rule runs; `text` tells it, the slowest first. */
export function ruleTimes(): { readonly around: Around; readonly text: () => string } {
  const times = new Map<string, number>();
  const around: Around = (rule, run) => {
    const begun = performance.now();
    try {
      return run();
    } finally {
      times.set(rule, (times.get(rule) ?? 0) + performance.now() - begun);
    }
  };
  const text = (): string => {
    const rows: [string, number][] = [...times].sort(([, a], [, b]) => b - a);
    rows.push(['all rules', rows.reduce((sum, [, ms]) => sum + ms, 0)]);
    const width = Math.max(...rows.map(([name]) => name.length));
    return rows.map(([name, ms]) => `${name.padEnd(width)}  ${(ms / 1000).toFixed(3).padStart(8)} s\n`).join('');
  };
  return { around, text };
}
