import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { designRules } from '../../src/lint/design-rules/index.ts';
import { ruleAddress } from '../../src/lint/rule-address.ts';
import { catalogueJson, type CatalogueEntry } from '../../src/lint/rule-catalogue.ts';
import { rulePages } from '../../src/lint/rule-pages.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { suppressionDocs } from '../../src/lint/suppression-rules.ts';

const all = [...rules, ...designRules, ...suppressionDocs];
const pages = rulePages(all);

test('docs/rules has a page for each rule and nothing else', () => {
  expect(readdirSync('docs/rules').sort(), 'run "npm run docs:rules"').toEqual([...pages.keys()].sort());
});

test.each([...pages])('docs/rules/%s is what the rules say', (file, text) => {
  expect(readFileSync(`docs/rules/${file}`, 'utf8'), 'run "npm run docs:rules"').toBe(text);
});

describe('rules as data', () => {
  const json = JSON.parse(catalogueJson(all, ruleAddress({}))) as { rules: CatalogueEntry[] };
  const ajv = new Ajv2020({ allErrors: true });

  test('obey their schema', () => {
    const validate = ajv.compile(JSON.parse(readFileSync('schema/rules.schema.json', 'utf8')) as object);
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    expect(json.rules.map(({ name }) => name)).toEqual(all.map(({ name }) => name));
  });

  test.each(json.rules)('the settings of $name: severities, its options and nothing else', ({ name, settings }) => {
    const validate = ajv.compile(settings);
    const options = all.find((rule) => rule.name === name)?.options ?? {};
    const defaults = Object.fromEntries(Object.entries(options).map(([key, spec]) => [key, spec.default]));
    for (const good of ['off', 'error', {}, { severity: 'info', ...defaults }]) expect(validate(good)).toBe(true);
    for (const bad of ['warn', 7, { severity: 'high' }, { unheardOf: 1 }]) expect(validate(bad)).toBe(false);
  });
});

test.each([
  [{}, 'docs/rules/dual-write.md'],
  [{ homepage: 'https://archwright.dev/' }, 'https://archwright.dev/docs/rules/dual-write.md'],
  [{ repository: 'github:acme/archwright' }, 'https://github.com/acme/archwright/blob/HEAD/docs/rules/dual-write.md'],
  [
    {
      repository: { type: 'git', url: 'git+https://gitlab.com/acme/archwright.git' },
      homepage: 'https://archwright.dev',
    },
    'https://gitlab.com/acme/archwright/blob/HEAD/docs/rules/dual-write.md',
  ],
  [{ repository: { type: 'git', url: 'git@host:acme/archwright.git' }, homepage: 7 }, 'docs/rules/dual-write.md'],
])('%j: the page of a rule is at %s', (manifest, address) => {
  expect(ruleAddress(manifest)('dual-write')).toBe(address);
});
