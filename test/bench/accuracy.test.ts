import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

interface Site {
  readonly file: string;
  readonly line: number;
}
interface Pairing {
  readonly pairs: readonly (readonly [Site, Site])[];
  readonly missed: readonly Site[];
  readonly invented: readonly Site[];
}
interface Judged {
  readonly scores: readonly {
    readonly what: string;
    readonly tp: number;
    readonly missed: string[];
    readonly invented: string[];
  }[];
}

const bench = path.resolve('bench/accuracy');
const { pairUp } = (await import(path.join(bench, 'pair.mjs'))) as {
  pairUp: (labels: readonly Site[], facts: readonly Site[]) => Pairing;
};
const at = (...lines: number[]): Site[] => lines.map((line) => ({ file: 'orders/routes.js', line }));

describe('pairing of labels with facts', () => {
  it('finds a partner for every label where one exists, even when the nearest is taken', () => {
    // Label 10 is near both facts, label 7 only near the first.
    const { pairs, missed, invented } = pairUp(at(10, 7), at(9, 13));
    expect(pairs.map(([label, fact]) => [label.line, fact.line]).sort()).toEqual([
      [10, 13],
      [7, 9],
    ]);
    expect([missed, invented]).toEqual([[], []]);
  });

  it('names what was missed and what was invented', () => {
    const { missed, invented } = pairUp(at(1, 20), at(2, 40));
    expect([missed, invented]).toEqual([at(20), at(40)]);
  });

  it('takes another place that the label names', () => {
    const label = { file: 'orders/pay.js', line: 3, via: 'orders/routes.js:30' };
    expect(pairUp([label], at(31)).pairs).toHaveLength(1);
  });
});

describe('accuracy on the example', () => {
  const output = execFileSync(process.execPath, [path.join(bench, 'accuracy.mjs'), '--json'], { encoding: 'utf8' });
  const [shop] = JSON.parse(output) as Judged[];

  it('invents nothing', () => {
    expect(shop?.scores.flatMap(({ invented }) => invented)).toEqual([]);
  });

  it('misses no service, endpoint, call, message or store', () => {
    const facts = shop?.scores.filter(({ what }) => !/^(?:rule|advice) /.test(what)) ?? [];
    expect(facts.map(({ missed }) => missed).flat()).toEqual([]);
    expect(facts.every(({ tp }) => tp > 0)).toBe(true);
  });
});
