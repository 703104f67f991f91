import type { Cursor } from './cursor.ts';

/** Notes which steps, as written, no choreographed saga can have. */
export function checkChoreography(items: readonly Cursor[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    const step = stepOf(item);
    const [service, operation] = [step.do?.split('.')[0], step.do];
    if (step.pivot)
      item.fail(
        'a choreographed saga has no pivot: nobody leads it past the point of no return',
        'leave "pivot" out, or set style: orchestration',
      );
    if (step.undo !== undefined && step.undo.split('.')[0] !== service)
      item.fail(
        `in a choreographed saga whoever does a step undoes it, but "${step.undo}" is not of "${service}"`,
        `name an operation of "${service}", or set style: orchestration`,
      );
    if (operation !== undefined && seen.has(operation))
      item.fail(
        `"${operation}" is a step of this choreographed saga already: its events would have the same names`,
        'name another operation, or set style: orchestration',
      );
    if (operation !== undefined) seen.add(operation);
  }
}

function stepOf({ value }: Cursor): { do?: string; undo?: string; pivot: boolean } {
  if (typeof value === 'string') return { do: value, pivot: false };
  const entries: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const text = (key: string): Record<string, string> => {
    const found = entries[key];
    return typeof found === 'string' ? { [key]: found } : {};
  };
  return { ...text('do'), ...text('undo'), pivot: entries['pivot'] === true };
}
