import type { Evidence } from '../../model/system.ts';
import { formatDuration, withUnit } from '../format-value.ts';
import { Page, plain, type Style } from '../render-verdict.ts';
import { catalogue, families, type FactReadings } from './catalogue.ts';
import type { Fact, FactValue } from './fact.ts';

/** The value of a fact as a person reads it: `7 people`, `42 %`, `yes`, `kafka, rabbitmq`. */
export function factText({ kind, unit }: Pick<Fact, 'kind' | 'unit'>, value: FactValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return value.length === 0 ? 'none' : value.join(', ');
  if (kind === 'duration') return formatDuration(value);
  return kind === 'share' ? `${value} %` : withUnit(String(value), unit ?? null);
}

/** A place as it is shown: a folder or a whole file has no line. */
export function placeText({ file, line }: Evidence): string {
  return line === 0 ? file : `${file}:${line}`;
}

const shownPlaces = 2;

/** Every fact with its value and source, or why it is unknown, for a terminal of `width` columns. */
export function renderFacts(system: string, readings: FactReadings, width: number, style: Style = plain): string {
  const page = new Page(width, style);
  const all = [...readings.values()];
  page.heading(`${system}: ${all.filter((one) => 'value' in one).length} of ${all.length} facts are known`);
  for (const { title, facts } of families) {
    page.section(title);
    for (const fact of facts) {
      const reading = readings.get(fact.name);
      if (reading === undefined) continue;
      if ('unknown' in reading) {
        const remedy = reading.remedy === null ? '' : ` (${reading.remedy})`;
        page.item('?', `${fact.name}: unknown, because ${reading.unknown}${remedy}`, style.bad);
        continue;
      }
      const places = reading.evidence.slice(0, shownPlaces).map(placeText);
      const rest = reading.evidence.length > shownPlaces ? ', …' : '';
      const where = places.length === 0 ? '' : ` [${places.join(', ')}${rest}]`;
      page.item('·', `${fact.name}: ${factText(fact, reading.value)}; ${reading.source}${where}`, style.good);
    }
  }
  return page.toString();
}

/** The same for programs: durations in milliseconds, shares from 0 to 100, `value` null where a fact is unknown. */
export function factsJson(system: string, readings: FactReadings): Record<string, unknown> {
  const facts = [...readings].map(([name, reading]) => {
    const { title, kind, unit = null } = catalogue.get(name) ?? {};
    const about = { name, title, kind, unit };
    return 'value' in reading
      ? { ...about, ...reading, unknown: null, remedy: null }
      : { ...about, value: null, source: null, evidence: [], ...reading };
  });
  return { schemaVersion: 1, system, facts };
}
