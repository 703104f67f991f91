// @vitest-environment jsdom
import mermaid from 'mermaid';
import { describe, expect, test } from 'vitest';
import { diffModels } from '../../../src/docs/diff/diff-models.ts';
import { changedNodes, mermaidOverlay, overlay } from '../../../src/docs/diff/overlay-graph.ts';
import { diffMarkdown } from '../../../src/docs/diff/render-diff-markdown.ts';
import { pageLinks } from '../../../src/docs/page-links.ts';
import type { SystemModel } from '../../../src/model/system.ts';
import { HOSTILE_NAMES, hostileSystem } from '../hostile-model.ts';
import { call, endpoint, service, system } from '../shop-model.ts';

const none = { added: [], removed: [] };
const asks = endpoint('orders', 'POST', '/orders');
const pays = endpoint('payment', 'POST', '/charges');
const ships = endpoint('shipping', 'POST', '/parcels');

const before = system({
  services: ['orders', 'payment'].map((name) => service(name)),
  endpoints: [asks, pays],
  calls: [call(asks, pays)],
});
const after = system({
  services: ['orders', 'shipping'].map((name) => service(name)),
  endpoints: [asks, ships],
  calls: [call(asks, ships)],
});

function markdown(was: SystemModel, is: SystemModel): string {
  const diff = diffModels(was, is, none, 0.999);
  const report = { diff, before: 'main', after: 'the work tree', breaches: [], availability: 0.999 };
  return diffMarkdown(report, overlay(was, is, changedNodes(diff, is)), pageLinks('diff.md', { kind: 'none' }));
}

test('a library comes with who depends on it, and goes without one that no longer does', () => {
  const money = (users: readonly string[]) =>
    ({
      id: 'libs/money',
      name: 'money',
      path: 'libs/money',
      kind: 'library',
      language: 'typescript',
      users,
      evidence: [],
    }) as const;
  const told = (was: SystemModel, is: SystemModel): string[] =>
    diffModels(was, is, none, 0.999).facts.map(({ change, kind, service: of, what }) =>
      [change, kind, of, what].join(' ').trim(),
    );
  const used = { ...before, libraries: [money(['orders', 'payment'])] };
  expect(told(before, used)).toEqual([
    'added library money',
    'added library orders money',
    'added library payment money',
  ]);
  expect(told(used, { ...before, libraries: [money(['orders'])] })).toEqual(['removed library payment money']);
  expect(markdown(before, used)).toContain('library `orders` depends on `money`');
});

describe('two states in one picture', () => {
  test('what came is green, what went is red, what stayed but differs is amber', () => {
    const { facts, edges } = diffModels(before, after, none, 0.999);
    expect(facts.map(({ change, kind, service: of }) => `${change} ${kind} ${of}`)).toEqual([
      'removed call orders',
      'added call orders',
      'removed endpoint payment',
      'added endpoint shipping',
      'removed service payment',
      'added service shipping',
    ]);
    expect(edges.added).toMatchObject([{ from: 'orders', to: 'shipping', external: false }]);
    expect(mermaidOverlay(overlay(before, after, new Set(['service orders'])))).toEqual([
      `flowchart LR
  s_orders["#177; orders<br/>service, TypeScript, express"]
  s_shipping["#43; shipping<br/>service, TypeScript, express"]
  s_payment["#8722; payment<br/>service, TypeScript, express"]
  s_orders -->|"#43; http"| s_shipping
  s_orders -->|"#8722; http"| s_payment
  classDef added stroke:#1a7f37,stroke-width:2px
  class s_shipping added
  linkStyle 0 stroke:#1a7f37,stroke-width:2px
  classDef removed stroke:#cf222e,stroke-width:2px,stroke-dasharray: 4 4
  class s_payment removed
  linkStyle 1 stroke:#cf222e,stroke-width:2px,stroke-dasharray: 4 4
  classDef changed stroke:#9a6700,stroke-width:2px
  class s_orders changed`,
    ]);
  });

  test('the same state twice has nothing to draw or tell', () => {
    expect(overlay(after, after, new Set()).graph.nodes).toEqual([]);
    expect(markdown(after, after)).toBe('## Architecture: main → the work tree\n\nNo change to the architecture.\n');
  });

  test.each(HOSTILE_NAMES)('a service named %j is drawn, and adds no HTML', async (name) => {
    const empty = system({ services: [], endpoints: [], calls: [] });
    const text = markdown(empty, hostileSystem(name));
    const sources = [...text.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map((match) => match[1] ?? '');
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect((await mermaid.parse(source)).diagramType).toBe('flowchart-v2');
    expect(text.replace(/```mermaid[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '')).not.toMatch(/<(script|img|details)/i);
  });
});
