import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { blueprintRules, designRules } from '../../src/lint/design-rules/index.ts';
import { explainRule } from '../../src/lint/explain-rule.ts';
import { plainPalette } from '../../src/lint/reporters/reporter.ts';
import { goodSamples } from '../blueprint/samples.ts';
import { judgeText } from '../support/judge-text.ts';

const rulesIn = (text: string): string[] => judgeText(text).map(({ rule }) => rule);

describe.each(designRules)('$name', ({ name, examples, scope }) => {
  test('reports its bad example, at a place in it, and not its good one', () => {
    expect(scope).toBe('blueprint');
    const found = judgeText(examples.bad).filter(({ rule }) => rule === name);
    expect(found.length).toBeGreaterThan(0);
    for (const { file, line } of found) {
      expect(file).toBe('archwright.yaml');
      expect(examples.bad.split('\n')[line - 1]).toBeTruthy();
    }
    expect(judgeText(examples.good)).toEqual([]);
  });

  test('is silenced by a comment with a reason, and only there', () => {
    const [first] = judgeText(examples.bad).filter(({ rule }) => rule === name);
    const lines = examples.bad.split('\n');
    const at = (first?.line ?? 1) - 1;
    lines[at] = `${lines[at] ?? ''} # archwright-ignore ${name} -- agreed with the team`;
    const left = judgeText(lines.join('\n')).filter(({ rule, line }) => rule === name && line === first?.line);
    expect(left).toEqual([]);
  });
});

const chain = (hops: number): string => {
  const names = ['a', 'b', 'c', 'd', 'e'].slice(0, hops + 1);
  const service = (name: string, next: string | undefined): string =>
    next === undefined
      ? `  ${name}: { endpoints: [GET /${name}: { as: ${name} }] }`
      : `  ${name}:\n    endpoints: [GET /${name}: { as: ${name}, calls: [${next}.${next}] }]\n    calls: { ${next}: [${next}: { timeout: ${9 - names.indexOf(name) * 2}s, retries: 0 }] }`;
  return `services:\n${names.map((name, index) => service(name, names[index + 1])).join('\n')}\n`;
};

const talk = (calls: number): string => {
  const names = ['one', 'two', 'three', 'four'].slice(0, calls);
  return `services:
  stock: { endpoints: [${names.map((name) => `GET /${name} as ${name}`).join(', ')}] }
  shop:
    endpoints: [GET /home: { calls: [${names.map((name) => `stock.${name}`).join(', ')}] }]
    calls: { stock: [${names.join(', ')}] }
`;
};

const events = (bus: string): string => `defaults: { bus: ${bus} }
services:
  orders: { owns: [orders], endpoints: [POST /orders: { publishes: [order.created] }], publishes: [order.created] }
  mailing: { kind: worker, subscribes: [order.created] }
`;

const breaker = (on: boolean): string => `services:
  orders:
    endpoints: [POST /orders: { calls: [payment.charge] }]
    calls: { payment: [charge: { breaker: ${String(on)} }] }
  payment: { endpoints: [POST /charges as charge] }
`;

// Rules about code whose question a blueprint answers, too: a bad one and a good one of each.
test.each([
  ['cyclic-dependency', chain(1).replace('GET /b: { as: b }] }', 'GET /b: { as: b }], calls: { a: [a] } }'), chain(1)],
  ['sync-call-chain', chain(3), chain(2)],
  ['chatty-calls', talk(4), talk(3)],
  ['missing-dead-letter', events('in-process'), events('redis')],
  ['missing-circuit-breaker', breaker(false), breaker(true)],
  ['retry-amplification', chain(3).replaceAll('retries: 0', 'retries: 2'), chain(3)],
])('%s reports the bad blueprint and not the good one', (rule, bad, good) => {
  expect(rulesIn(bad)).toContain(rule);
  expect(rulesIn(good)).not.toContain(rule);
});

test('one table of two services is refused when the blueprint is read', () => {
  const shared = 'services:\n  a: { owns: [orders] }\n  b: { owns: [orders] }\n';
  expect(() => parseBlueprint('archwright.yaml', shared)).toThrow(/orders/);
});

test.each(['shop', 'bank'])('the example %s has no finding', (name) => {
  expect(judgeText(readFileSync(`examples/${name}/archwright.yaml`, 'utf8'))).toEqual([]);
});

test('blueprints of the documentation have none but where an event or a route is left out for shortness', () => {
  for (const page of ['blueprint', 'gateways', 'generated-services']) {
    const blocks = readFileSync(`docs/${page}.md`, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g);
    for (const [, text = ''] of blocks) {
      if (!/^services:/m.test(text) || !isComplete(text)) continue;
      expect(
        judgeText(text).filter(({ rule, severity }) => rule !== 'one-sided-event' && severity !== 'info'),
        text,
      ).toEqual([]);
    }
  }
});

test('no sample of a good blueprint makes a rule fail, and every rule explains itself', () => {
  const samples = Object.values(goodSamples).filter((text) => !text.includes('lint:'));
  for (const text of samples) expect(() => judgeText(text)).not.toThrow();
  for (const rule of blueprintRules) expect(explainRule(rule, plainPalette, 80)).toContain(rule.fix.split(' ')[0]);
});

function isComplete(text: string): boolean {
  try {
    parseBlueprint('archwright.yaml', text);
    return true;
  } catch {
    return false;
  }
}
