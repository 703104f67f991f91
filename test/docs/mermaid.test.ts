// @vitest-environment jsdom
import mermaid from 'mermaid';
import { describe, expect, test } from 'vitest';
import { NOTHING_BESIDE } from '../../src/docs/docs-beside.ts';
import { renderDocs } from '../../src/docs/render-docs.ts';
import type { SystemModel } from '../../src/model/system.ts';
import { HOSTILE_NAMES, hostileSystem } from './hostile-model.ts';
import { hostileBeside } from './page/shop-page.ts';
import { largeSystem } from './large-model.ts';
import { shop } from './shop-model.ts';

const options = {
  source: { kind: 'relative', toRoot: '../..' },
  availability: 0.999,
  command: 'archwright docs',
} as const;

function diagrams(text: string | undefined): readonly string[] {
  return [...(text ?? '').matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map((match) => match[1] ?? '');
}

function allDiagrams(model: SystemModel, beside = NOTHING_BESIDE): readonly string[] {
  return [...renderDocs(model, options, beside).values()].flatMap(diagrams);
}

// The version that GitHub runs, pinned in package.json. A diagram that it does not draw throws.
async function typeOf(source: string): Promise<string> {
  return (await mermaid.parse(source)).diagramType;
}

test('every diagram of the shop is one that GitHub draws', async () => {
  const types = await Promise.all(allDiagrams(shop()).map(typeOf));
  expect(types.filter((type) => type === 'sequence')).toHaveLength(1);
  // Context, containers, events, and the surroundings of four services: the fifth stands alone.
  expect(types.filter((type) => type === 'flowchart-v2')).toHaveLength(7);
});

describe('a name of any kind', () => {
  const plain = allDiagrams(hostileSystem('plain'), hostileBeside('plain')).map(withoutLabels);

  test.each(HOSTILE_NAMES)('%j parses, and is a label and nothing else', async (name) => {
    const sources = allDiagrams(hostileSystem(name), hostileBeside(name));
    const types = await Promise.all(sources.map(typeOf));
    expect(new Set(types)).toEqual(new Set(['flowchart-v2', 'sequence']));
    expect(sources.map(withoutLabels)).toEqual(plain);
  });
});

test('a system of sixty services is drawn in parts of at most thirty boxes', async () => {
  const parts = diagrams(renderDocs(largeSystem(60), options).get('index.md'));
  expect(parts.length).toBeGreaterThan(2);
  const types = await Promise.all(parts.map(typeOf));
  expect(new Set(types)).toEqual(new Set(['flowchart-v2']));
  const boxes = parts.map((source) => source.split('\n').filter((line) => /^\s+[sdcx]_\w+[[(]/.test(line)).length);
  expect(Math.max(...boxes)).toBeLessThanOrEqual(30);
});

function withoutLabels(source: string): string {
  return source
    .replace(/"[^"\n]*"/g, '""')
    .replace(/\b[sdcx]_\w*/g, 'id')
    .replace(/^( {2}participant id as |.*>>[+-]?\w+: ).*/gm, '$1text');
}
