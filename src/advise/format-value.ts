import type { Input, Threshold, Value } from './tree.ts';

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** Milliseconds of `250ms`, `29s`, `1.5 h`, `15min` or `2d`; undefined when the text is none of these. */
export function parseDuration(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)$/.exec(text.trim());
  const factor = units.find(([unit]) => unit === found?.[2])?.[1];
  return found === null || factor === undefined ? undefined : Number(found[1]) * factor;
}

/** Milliseconds in the largest unit that leaves a short number: `29 s`, `1.5 min`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0 s';
  for (const [unit, factor] of units) {
    const amount = ms / factor;
    if (amount >= 1 && Number.isInteger(amount * 10)) return `${amount} ${unit}`;
  }
  return `${round(ms)} ms`;
}

/** A value as a person reads it: `29 s`, `99.9 %`, `yes`, an enum value's name. */
export function formatValue(type: Input['type'] | Threshold['type'], value: Value | null): string {
  if (value === null) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (type === 'duration') return formatDuration(value);
  return type === 'percent' ? `${round(value)} %` : String(round(value));
}

/** An answer with what it counts (`40 engineers`), or an enum value's label. */
export function formatAnswer(input: Input, value: Value | null): string {
  if (value === null) return "I don't know";
  const choice = input.choices.find((each) => each.value === value);
  if (choice) return choice.label;
  const text = formatValue(input.type, value);
  return withUnit(text, input.unit);
}

/** A number with what it counts, which the trees name in the plural: `2 areas`, `1 area`, `1 person`. */
export function withUnit(text: string, unit: string | null): string {
  if (unit === null) return text;
  if (text !== '1') return `${text} ${unit}`;
  return `1 ${unit === 'people' ? 'person' : unit.replace(/s$/, '')}`;
}

/** A value as an answers file and `--set` take it: `29s`, `99.9`, `true`, `unknown`. */
export function answerText(input: Input, value: Value | null): string {
  if (value === null) return 'unknown';
  return input.type === 'duration' && typeof value === 'number'
    ? formatDuration(value).replace(' ', '')
    : String(typeof value === 'number' ? round(value) : value);
}

/** At most nine significant digits, so that 0.1 + 0.2 reads 0.3. */
function round(value: number): number {
  return Number(value.toPrecision(9));
}

/** The bands of a numeric input in one sentence: `1 to 5: one small team; from 6: more.` */
export function bandText({ bands, min }: Pick<Input, 'bands' | 'min'>): string {
  let from = min;
  const parts = bands.map(({ upTo, label }) => {
    const range = upTo === Infinity ? `from ${from}` : from === upTo ? String(upTo) : `${from} to ${upTo}`;
    from = upTo + 1;
    return `${range}: ${label}`;
  });
  return `${parts.join('; ')}.`;
}
