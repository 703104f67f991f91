import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parseYaml } from '../../src/io/yaml.ts';
import { badSamples, goodSamples } from './samples.ts';

const schema = JSON.parse(readFileSync('schema/archwright.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const accepts = (text: string): boolean => validate(parseYaml('archwright.yaml', text).value);

test.each(Object.entries(goodSamples))('an editor accepts %s', (_, text) => {
  expect(accepts(text), JSON.stringify(validate.errors, null, 1)).toBe(true);
});

test('an editor accepts the shop', () => {
  expect(accepts(readFileSync('examples/shop/archwright.yaml', 'utf8'))).toBe(true);
});

const structural = Object.entries(badSamples).filter(([, sample]) => sample.structural);
test.each(structural)('an editor marks %s', (_, { text }) => {
  expect(accepts(text)).toBe(false);
});

// What takes knowledge of the rest of the file is left to the command line; an editor must not mark it wrongly.
const references = Object.entries(badSamples).filter(([, sample]) => !sample.structural);
test.each(references)('an editor cannot know %s', (_, { text }) => {
  expect(accepts(text), JSON.stringify(validate.errors, null, 1)).toBe(true);
});
