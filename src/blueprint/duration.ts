const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const longest = 3_600_000;

/** Milliseconds of `500ms`, `5s`, `1.5s`, `2m` or a plain number (already milliseconds); undefined for anything else, for 0 and beyond one hour. */
export function parseDuration(value: unknown): number | undefined {
  let milliseconds = Number.NaN;
  if (typeof value === 'number') milliseconds = value;
  if (typeof value === 'string') {
    const [, amount, unit = ''] = /^(\d+(?=ms$)|\d+(?:\.\d{1,3})?)(ms|s|m)$/.exec(value) ?? [];
    // 1.001 s is 1001 ms, though 1.001 * 1000 is a little less.
    milliseconds = Math.round(Number(amount) * (units[unit] ?? Number.NaN));
  }
  return Number.isInteger(milliseconds) && milliseconds > 0 && milliseconds <= longest ? milliseconds : undefined;
}
