import { expected, parseAnswer } from './parse-value.ts';
import type { Inference, Value } from './tree.ts';
import type { Spot, YamlReader } from './yaml-reader.ts';

type Asked = Parameters<typeof parseAnswer>[0];

/** Reads `infer` of an input: the name of a fact, or `{ fact, as }` or `{ fact, bands }`. */
export function readInference(reader: YamlReader, spot: Spot | undefined, input: Asked): Inference | null {
  if (spot === undefined) return null;
  const what = `the fact that fills "${input.id}" in`;
  if (typeof spot.value !== 'object' || spot.value === null) {
    const fact = reader.name(spot, what, 'kebab');
    return fact === null ? null : { fact, words: new Map(), bands: [], at: reader.at(spot) };
  }
  const fields = reader.fields(spot, `"infer" of "${input.id}"`, ['fact'], ['as', 'bands']);
  const fact = reader.name(fields?.get('fact'), what, 'kebab');
  if (!fields || fact === null) return null;
  const words = readWords(reader, fields.get('as'), input);
  const bands = readBands(reader, fields.get('bands'), input);
  if (words.size > 0 && bands.length > 0)
    reader.report(spot, `"infer" of "${input.id}" has both "as" and "bands"`, '"as" is for words, "bands" for numbers');
  return { fact, words, bands, at: reader.at(spot) };
}

function readWords(reader: YamlReader, spot: Spot | undefined, input: Asked): ReadonlyMap<string, Value> {
  const words = new Map<string, Value>();
  for (const [word, item] of spot ? (reader.entries(spot, `"as" of "${input.id}"`) ?? []) : []) {
    const value = readValue(reader, item, input);
    if (value !== null) words.set(word, value);
  }
  return words;
}

function readBands(reader: YamlReader, spot: Spot | undefined, input: Asked): Inference['bands'] {
  const bands: { from: number; is: Value }[] = [];
  for (const item of reader.items(spot, `the bands of "infer" of "${input.id}"`)) {
    const fields = reader.fields(item, `a band of "infer" of "${input.id}"`, ['from', 'is'], []);
    const from = reader.number(fields?.get('from'), `"from" of a band of "infer" of "${input.id}"`);
    const is = fields && readValue(reader, fields.get('is'), input);
    if (from === null || is === null || is === undefined) continue;
    if (from <= (bands.at(-1)?.from ?? -Infinity))
      reader.report(item, `the bands of "infer" of "${input.id}" do not ascend`);
    bands.push({ from, is });
  }
  return bands;
}

function readValue(reader: YamlReader, spot: Spot | undefined, input: Asked): Value | null {
  if (spot === undefined) return null;
  const parsed = parseAnswer(input, spot.value);
  if ('value' in parsed && parsed.value !== null) return parsed.value;
  reader.report(spot, `"${input.id}" cannot be inferred as "${String(spot.value)}"`, `it is ${expected(input)}`);
  return null;
}
