import type { Names } from './resolve.ts';
import { readRevisits } from './read-rules.ts';
import type { Conflict, Option, Value } from './tree.ts';
import type { Spot, YamlReader } from './yaml-reader.ts';

const required = ['id', 'title', 'summary', 'cons'];
const optional = [
  'pros',
  'neutral',
  'consequences',
  'followups',
  'checks',
  'conflicts',
  'confirm',
  'revisit',
  'blueprint',
];

/** Reads the `options` of a tree, in their order. */
export function readOptions(reader: YamlReader, spot: Spot | undefined, names: Names): Map<string, Option> {
  const options = new Map<string, Option>();
  for (const item of reader.items(spot, '"options"')) {
    const option = readOption(reader, item, names);
    if (option === undefined) continue;
    if (options.has(option.id)) reader.report(item, `there are two options "${option.id}"`);
    options.set(option.id, option);
  }
  return options;
}

function readOption(reader: YamlReader, item: Spot, names: Names): Option | undefined {
  const fields = reader.fields(item, 'an option', required, optional);
  const id = reader.name(fields?.get('id'), 'the id of an option', 'kebab');
  const title = reader.text(fields?.get('title'), 'the title of an option');
  const summary = reader.text(fields?.get('summary'), 'the summary of an option');
  if (!fields || !id || !title || !summary) return undefined;
  const texts = (name: string): string[] => reader.texts(fields.get(name), `"${name}" of "${id}"`);
  const consequences = fields.get('consequences');
  const outcome = consequences && reader.fields(consequences, `"consequences" of "${id}"`, ['good', 'bad'], []);
  return {
    id,
    title,
    summary,
    pros: texts('pros'),
    neutral: texts('neutral'),
    cons: texts('cons'),
    good: reader.texts(outcome?.get('good'), `good consequences of "${id}"`),
    bad: reader.texts(outcome?.get('bad'), `bad consequences of "${id}"`),
    followups: texts('followups'),
    checks: texts('checks'),
    conflicts: readConflicts(reader, fields.get('conflicts'), id),
    confirm: texts('confirm'),
    revisit: readRevisits(reader, fields.get('revisit'), names),
    blueprint: readEffects(reader, fields.get('blueprint'), id),
    at: reader.at(item),
  };
}

function readConflicts(reader: YamlReader, spot: Spot | undefined, id: string): Conflict[] {
  return reader.items(spot, `"conflicts" of "${id}"`).flatMap((item): Conflict[] => {
    const fields = reader.fields(item, 'a conflict', ['tree', 'option', 'because'], []);
    const tree = reader.name(fields?.get('tree'), 'the tree of a conflict', 'kebab');
    const option = reader.name(fields?.get('option'), 'the option of a conflict', 'kebab');
    const because = reader.text(fields?.get('because'), 'the reason of a conflict');
    return tree && option && because ? [{ tree, option, because, at: reader.at(item) }] : [];
  });
}

function readEffects(reader: YamlReader, spot: Spot | undefined, id: string): Option['blueprint'] {
  if (spot === undefined) return [];
  return [...(reader.entries(spot, `"blueprint" of "${id}"`) ?? [])].map(([path, value]) => {
    const items = Array.isArray(value.value) ? reader.items(value, 'values') : [value];
    const values = items.map((item) => item.value).filter(isValue);
    if (values.length < items.length || values.length === 0) {
      reader.report(value, `"${path}" must be a value, or a list of values of which the first is written`);
    }
    return { path: path.split('.'), values };
  });
}

function isValue(value: unknown): value is Value {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
