import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { exportFile, exportFolder, type FileFormat } from '../../../src/docs/formats/export-model.ts';
import { HOSTILE_NAMES, hostileSystem } from '../hostile-model.ts';
import { shop } from '../shop-model.ts';

const options = { owner: 'team-shop', version: '2.1.0' };
const write = (format: FileFormat): Promise<string> => exportFile(shop(), format, options);

test('the same model gives the same bytes, and every service is in every diagram', async () => {
  for (const format of ['structurizr', 'likec4', 'mermaid', 'd2', 'dot', 'svg', 'backstage', 'json'] as const) {
    const text = await write(format);
    expect(await write(format), format).toBe(text);
    for (const { name } of shop().services) expect(text, format).toContain(name);
    expect(text.endsWith('\n'), format).toBe(true);
  }
});

test('arrows of the diagrams are those of the model', async () => {
  const edges = (text: string, arrow: RegExp): number => text.split('\n').filter((line) => arrow.test(line)).length;
  const drawn = edges(await write('dot'), /^ {2}\w+ -> \w+ \[/);
  expect(drawn).toBeGreaterThan(5);
  expect(edges(await write('structurizr'), /^ {4}\w+ -> \w+ "/)).toBe(drawn);
  expect(edges(await write('d2'), /^\S+ (?:->|--) \S+/)).toBe(drawn);
  expect(edges(await write('likec4'), /^ {2}\S+ -\[\w+\]-> \S+/)).toBe(drawn);
  expect((await write('svg')).match(/class="edge"/g)).toHaveLength(drawn);
});

test('OpenAPI has every HTTP endpoint with its parameters and its place', () => {
  const files = exportFolder(shop(), 'openapi', options);
  const operations = [...files.values()].flatMap((text) => {
    const { info, paths } = parse(text) as { info: { version: string }; paths: Record<string, Record<string, object>> };
    expect(info.version).toBe('2.1.0');
    return Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`));
  });
  const endpoints = shop().endpoints.filter(({ protocol }) => protocol === 'http');
  const expected = endpoints.map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(operations.sort()).toEqual(expected.sort());
  expect([...files.values()].join('')).toMatch(/x-evidence:\s+(?:- |\[)?\S+:\d+/);
});

test('AsyncAPI sends and receives what the model says', () => {
  const files = exportFolder(shop(), 'asyncapi', options);
  const actions = [...files.values()].flatMap((text) =>
    Object.values((parse(text) as { operations: Record<string, { action: string }> }).operations),
  );
  const { publications, subscriptions } = shop();
  expect(actions.filter(({ action }) => action === 'send')).toHaveLength(publications.length);
  expect(actions.filter(({ action }) => action === 'receive')).toHaveLength(subscriptions.length);
});

test('a Backstage catalogue names an owner, and what it depends on is there', async () => {
  const entities = parseAllDocuments(await write('backstage')).map(
    (document) =>
      document.toJS() as { kind: string; metadata: { name: string }; spec: { owner: string; dependsOn?: string[] } },
  );
  const refs = new Set(entities.map(({ kind, metadata }) => `${kind.toLowerCase()}:${metadata.name}`));
  expect(entities.every(({ spec }) => spec.owner === 'team-shop')).toBe(true);
  const wanted = entities.flatMap(({ spec }) => spec.dependsOn ?? []);
  expect(wanted.length).toBeGreaterThan(3);
  expect(wanted.filter((ref) => !refs.has(ref))).toEqual([]);
});

describe('hostile names', () => {
  test.each(HOSTILE_NAMES)('%j break no format', async (name) => {
    const model = hostileSystem(name);
    const picture = await exportFile(model, 'svg', options);
    expect(picture).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    for (const format of ['backstage'] as const) {
      const documents = parseAllDocuments(await exportFile(model, format, options));
      for (const document of documents) expect(document.errors).toEqual([]);
      for (const document of documents) expect(document.toJS().metadata.name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    }
    for (const format of ['openapi', 'asyncapi', 'eventcatalog'] as const)
      for (const [path, text] of exportFolder(model, format, options)) {
        expect(path).toMatch(/^(?:[a-z]+\/)?[a-z0-9-]+(?:\/index\.mdx|\.mdx|\.\w+\.yaml)$/);
        if (path.endsWith('.yaml')) expect(() => parse(text)).not.toThrow();
      }
    for (const format of ['structurizr', 'd2', 'dot', 'likec4'] as const) {
      const text = await exportFile(model, format, options);
      // Every name is on one line and ends where its quotes do.
      for (const line of text.split('\n')) expect(quotesOf(line, format) % 2, `${format}: ${line}`).toBe(0);
    }
  });
});

/** How many quotes of the format's own stand in a line, those that are escaped left out. */
function quotesOf(line: string, format: 'structurizr' | 'd2' | 'dot' | 'likec4'): number {
  const bare = line.replace(/\\./g, '').replaceAll("''", '');
  return bare.split(format === 'd2' || format === 'likec4' ? "'" : '"').length - 1;
}
