import { expected, parseAnswer } from './parse-value.ts';
import { parseDuration } from './format-value.ts';
import { readInference } from './read-inference.ts';
import type { Band, Choice, Input, InputType, Source, Threshold, Value } from './tree.ts';
import type { Fields, Spot, YamlReader } from './yaml-reader.ts';

const types: readonly InputType[] = ['enum', 'int', 'number', 'bool', 'duration', 'percent'];
const grades = ['P', 'S', 'M', 'ours'] as const;

/** Reads the `inputs` of a tree, in their order. */
export function readInputs(reader: YamlReader, spot: Spot | undefined): Map<string, Input> {
  const inputs = new Map<string, Input>();
  for (const item of reader.items(spot, '"inputs"')) {
    const input = readInput(reader, item);
    if (input === undefined) continue;
    if (inputs.has(input.id)) reader.report(item, `there are two inputs "${input.id}"`);
    inputs.set(input.id, input);
  }
  return inputs;
}

/** Reads the `thresholds` of a tree. */
export function readThresholds(reader: YamlReader, spot: Spot | undefined): Map<string, Threshold> {
  const thresholds = new Map<string, Threshold>();
  for (const [id, item] of spot ? (reader.entries(spot, '"thresholds"') ?? []) : []) {
    const required = ['value', 'title', 'source', 'grade'];
    const fields = reader.fields(item, `threshold "${id}"`, required, ['unit', 'disagrees']);
    if (!/^[a-z][a-z0-9_]*$/.test(id))
      reader.report(item, `"${id}" is not a name`, 'names look like "small_team"', true);
    const number = fields && readAmount(reader, fields.get('value'), `the value of "${id}"`);
    const title = fields && reader.text(fields.get('title'), `the title of "${id}"`);
    const source = fields && reader.text(fields.get('source'), `the source of "${id}"`);
    const grade = fields && reader.oneOf(fields.get('grade'), `the grade of "${id}"`, grades);
    if (!fields || !number || !title || !source || !grade) continue;
    thresholds.set(id, {
      ...number,
      id,
      title,
      source,
      grade,
      unit: reader.text(fields.get('unit'), `the unit of "${id}"`),
      disagrees: reader.texts(fields.get('disagrees'), `"disagrees" of "${id}"`),
      at: reader.at(item, true),
    });
  }
  return thresholds;
}

/** Reads the `sources` of a tree. */
export function readSources(reader: YamlReader, spot: Spot | undefined): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const item of reader.items(spot, '"sources"')) {
    const fields = reader.fields(item, 'a source', ['key', 'title'], ['url', 'accessed']);
    const key = reader.name(fields?.get('key'), 'the key of a source', 'kebab');
    const title = reader.text(fields?.get('title'), 'the title of a source');
    if (!fields || !key || !title) continue;
    if (key === 'ours') reader.report(item, 'the key "ours" is taken', 'it stands for a default of the tree itself');
    if (sources.has(key)) reader.report(item, `there are two sources "${key}"`);
    const url = reader.text(fields.get('url'), `the url of "${key}"`);
    const accessed = reader.text(fields.get('accessed'), `the date of "${key}"`);
    sources.set(key, { key, title, url, accessed });
  }
  return sources;
}

function readInput(reader: YamlReader, item: Spot): Input | undefined {
  const optional = ['help', 'why', 'default', 'unit', 'min', 'max', 'values', 'bands', 'unknown', 'shared', 'infer'];
  const fields = reader.fields(item, 'an input', ['id', 'type', 'ask'], optional);
  if (!fields) return undefined;
  const id = reader.name(fields.get('id'), 'the id of an input', 'word');
  const type = reader.oneOf(fields.get('type'), 'the type of an input', types);
  const ask = reader.text(fields.get('ask'), 'the question of an input');
  if (id === null || type === null || ask === null) return undefined;
  const choices = readChoices(reader, fields, id, type, item);
  const shape = {
    id,
    type,
    choices,
    unknown: readTruth(reader, fields.get('unknown'), true),
    ...limits(reader, fields, id, type),
  };
  return {
    ...shape,
    ask,
    help: reader.text(fields.get('help'), `the help of "${id}"`),
    why: reader.text(fields.get('why'), `the reason for asking "${id}"`),
    default: readDefault(reader, fields.get('default'), shape),
    unit: reader.text(fields.get('unit'), `the unit of "${id}"`),
    bands: readBands(reader, fields.get('bands'), id),
    shared: readTruth(reader, fields.get('shared'), false),
    infer: readInference(reader, fields.get('infer'), shape),
    at: reader.at(item),
  };
}

function limits(reader: YamlReader, fields: Fields, id: string, type: InputType): { min: number; max: number } {
  const min = readAmount(reader, fields.get('min'), `the smallest "${id}"`)?.value ?? 0;
  const max =
    readAmount(reader, fields.get('max'), `the largest "${id}"`)?.value ?? (type === 'percent' ? 100 : Infinity);
  const spot = fields.get('max');
  if (min > max && spot) reader.report(spot, `the largest "${id}" is smaller than the smallest`);
  return { min, max };
}

function readChoices(reader: YamlReader, fields: Fields, id: string, type: InputType, item: Spot): Choice[] {
  const spot = fields.get('values');
  if (type !== 'enum') {
    if (spot) reader.report(spot, `"${id}" is no enum and has no values`, undefined, true);
    return [];
  }
  const choices: Choice[] = [];
  for (const each of reader.items(spot, `the values of "${id}"`)) {
    const choice = reader.fields(each, `a value of "${id}"`, ['value', 'label'], ['help']);
    const value = reader.name(choice?.get('value'), `a value of "${id}"`, 'kebab');
    const label = reader.text(choice?.get('label'), `a label of "${id}"`);
    if (!choice || !value || !label) continue;
    if (value === 'unknown') reader.report(each, '"unknown" is how every question is left open', 'use another word');
    if (choices.some((other) => other.value === value)) reader.report(each, `"${id}" has two values "${value}"`);
    choices.push({ value, label, help: reader.text(choice.get('help'), `the help of "${value}"`) });
  }
  if (choices.length < 2) reader.report(item, `"${id}" needs at least two values`);
  return choices;
}

function readBands(reader: YamlReader, spot: Spot | undefined, id: string): Band[] {
  const bands: Band[] = [];
  for (const item of reader.items(spot, `the bands of "${id}"`)) {
    const fields = reader.fields(item, `a band of "${id}"`, ['label'], ['to']);
    const label = reader.text(fields?.get('label'), `a band of "${id}"`);
    if (!fields || label === null) continue;
    const upTo = readAmount(reader, fields.get('to'), `"to" of a band of "${id}"`)?.value ?? Infinity;
    if (upTo <= (bands.at(-1)?.upTo ?? -Infinity)) reader.report(item, `the bands of "${id}" do not ascend`);
    bands.push({ upTo, label });
  }
  return bands;
}

function readDefault(
  reader: YamlReader,
  spot: Spot | undefined,
  input: Parameters<typeof parseAnswer>[0],
): Value | null {
  if (spot === undefined) return null;
  const parsed = parseAnswer(input, spot.value);
  if ('value' in parsed && parsed.value !== null) return parsed.value;
  reader.report(spot, `the default of "${input.id}" cannot be "${String(spot.value)}"`, `it is ${expected(input)}`);
  return null;
}

function readTruth(reader: YamlReader, spot: Spot | undefined, otherwise: boolean): boolean {
  if (spot === undefined) return otherwise;
  if (typeof spot.value === 'boolean') return spot.value;
  reader.report(spot, 'this must be true or false');
  return otherwise;
}

function readAmount(
  reader: YamlReader,
  spot: Spot | undefined,
  what: string,
): { value: number; type: Threshold['type'] } | undefined {
  if (spot === undefined) return undefined;
  const { value } = spot;
  if (typeof value === 'number' && Number.isFinite(value)) return { value, type: 'number' };
  const duration = typeof value === 'string' ? parseDuration(value) : undefined;
  if (duration !== undefined) return { value: duration, type: 'duration' };
  const percent = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value) : null;
  if (percent) return { value: Number(percent[1]), type: 'percent' };
  reader.report(spot, `${what} must be a number`, 'durations have a unit (29s), percentages a "%" (40%)');
  return undefined;
}
