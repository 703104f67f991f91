/** The date of a time in seconds since 1970, as UTC has it: `2026-03-01`. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
