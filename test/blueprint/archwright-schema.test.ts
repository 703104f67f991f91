import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parseYaml } from '../../src/io/yaml.ts';
import { badSamples, goodSamples } from './samples.ts';

const schema = JSON.parse(readFileSync('schema/archwright.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

function problems(text: string): readonly string[] {
  validate(parseYaml('archwright.yaml', text).value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test.each(Object.entries(goodSamples))('an editor accepts %s', (_, text) => {
  expect(problems(text)).toEqual([]);
});

test.each(['shop', 'bank'])('an editor accepts the %s', (name) => {
  expect(problems(readFileSync(`examples/${name}/archwright.yaml`, 'utf8'))).toEqual([]);
});

const structural = Object.entries(badSamples).filter(([, sample]) => sample.structural);
test.each(structural)('an editor marks %s', (_, { text }) => {
  expect(problems(text)).not.toEqual([]);
});

// What takes knowledge of the rest of the file is left to the command line; an editor must not mark it wrongly.
const references = Object.entries(badSamples).filter(([, sample]) => !sample.structural);
test.each(references)('an editor cannot know %s', (_, { text }) => {
  expect(problems(text)).toEqual([]);
});
