import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { parseYaml } from '../../src/io/yaml.ts';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { generatedScripts } from '../scaffold/generated-scripts.ts';

const page = readFileSync('docs/blueprint.md', 'utf8');
const gateways = readFileSync('docs/gateways.md', 'utf8');
const services = readFileSync('docs/generated-services.md', 'utf8');
const examples = [...page.matchAll(/^## (.*)\n(?:(?!^## )[\s\S])*?^```yaml\n([\s\S]*?)^```$/gm)].map(
  ([, title = '', text = '']) => ({ title, text }),
);
const schema = JSON.parse(readFileSync('schema/archwright.schema.json', 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

test('every example of the page is among those that are tried', () => {
  expect(examples.length).toBe(page.match(/^```yaml$/gm)?.length);
  expect(examples.length).toBeGreaterThan(6);
});

test.each(examples)('the example of $title can be read, generated, and is one that editors accept', ({ text }) => {
  const system = renderSystem(parseBlueprint('archwright.yaml', text), readTemplates());
  expect(system.get('package.json')).toContain('"workspaces"');
  expect(validate(parseYaml('archwright.yaml', text).value), JSON.stringify(validate.errors)).toBe(true);
});

/** Names of all properties within a schema. */
function propertiesOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(key === 'properties' ? Object.keys(value as object) : []),
    ...propertiesOf(value),
  ]);
}

test('the page tells every key of the schema', () => {
  const code = [...page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
  const words = new Set(code.flatMap((text) => text.match(/\w+/g) ?? []));
  const keys = new Set(propertiesOf(schema));
  expect(keys.size).toBeGreaterThan(60);
  expect([...keys].filter((key) => !words.has(key))).toEqual([]);
});

test('every command that the pages name is there in what is generated', () => {
  const named = [...`${page}${services}`.matchAll(/\bnpm run ([a-z:-]+)/g)].map(([, name = '']) => name);
  const scripts = generatedScripts();
  expect(new Set(named).size).toBeGreaterThan(5);
  expect(named.filter((name) => !scripts.has(name))).toEqual([]);
});

test('links between the pages lead to files and headings that there are', () => {
  for (const text of [page, gateways, services])
    for (const [, file = '', heading] of text.matchAll(/\]\((?!https?:)([^)#]+)(?:#([^)]+))?\)/g)) {
      const target = join('docs', file);
      expect(existsSync(target), target).toBe(true);
      if (heading === undefined) continue;
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll(' ', '-'),
      );
      expect(headings).toContain(heading);
    }
});
