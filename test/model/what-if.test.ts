import { describe, expect, test } from 'vitest';
import { availabilityProduct, replicatedAvailability, slowProbability } from '../../src/model/availability.ts';
import type { SystemModel } from '../../src/model/system.ts';
import { applyChange, unchanged, type Variant } from '../../src/model/what-if/apply-change.ts';
import type { WhatIfChange } from '../../src/model/what-if/change.ts';
import { requestFigures } from '../../src/model/what-if/request-figures.ts';
import { whatIf } from '../../src/model/what-if/what-if.ts';
import { call, model } from './build-model.ts';

describe('published figures', () => {
  test('a chain is available for the product of its parts', () => {
    // learn.microsoft.com: a web app at 99.95 % with a database at 99.99 % gives 99.94 %.
    expect(availabilityProduct([0.9995, 0.9999])).toBeCloseTo(0.9994, 5);
    expect(availabilityProduct(4)).toBeCloseTo(0.996, 4);
  });

  test('replicas fail together only when all do', () => {
    // The nines of parallel parts: two at 99 % give four nines, two at 99.95 % give 99.999975 %.
    expect(replicatedAvailability(0.99, 2)).toBeCloseTo(0.9999, 10);
    expect(replicatedAvailability(0.9995, 2)).toBeCloseTo(0.99999975, 10);
    expect(replicatedAvailability(0.9, 3)).toBeCloseTo(0.999, 10);
    // With a queue to fall back to: 1 − (1e-4 × 1e-3), then through the web app.
    expect(1 - (1 - 0.9999) * (1 - 0.999)).toBeCloseTo(0.9999999, 10);
  });

  test('the tail at scale', () => {
    // Dean and Barroso, CACM 2013: 1 % slow servers, 100 of them asked: 63 % of requests are slow.
    expect(slowProbability(100)).toBeCloseTo(0.63, 2);
    expect(slowProbability(10)).toBeCloseTo(0.096, 3);
    expect(slowProbability(2000, 0.0001)).toBeCloseTo(0.18, 2);
  });
});

const shop = model({
  calls: [
    call('web GET /home -> orders GET /orders'),
    call('web GET /home -> stock GET /stock'),
    call('orders GET /orders -> customers GET /customers'),
    call('stock GET /stock -> customers GET /customers'),
    call('customers GET /customers -> stock GET /levels'),
  ],
});

function home(variant: Variant, availability = 0.9) {
  const found = requestFigures(variant, { availability, latency: 50, slow: 0.01 }).find(
    ({ endpoint }) => endpoint === 'web GET /home',
  );
  if (!found) throw new Error('the request has no figures');
  return found;
}

const changed = (...changes: readonly WhatIfChange[]): Variant => changes.reduce(applyChange, unchanged(shop));

describe('a request', () => {
  test('needs each service once, however many paths lead to it', () => {
    expect(home(unchanged(shop)).availability).toBeCloseTo(0.9 ** 4, 12);
    expect(home(unchanged(shop))).toMatchObject({ needs: ['customers', 'orders', 'stock'], hops: 3, calls: 6 });
  });

  test('takes as long as its longest path, or as all calls one after the other', () => {
    expect(home(unchanged(shop)).typical).toEqual({ parallel: 200, sequential: 350 });
  });

  test('has no end when a call has no deadline, and else that of its own calls', () => {
    expect(home(unchanged(shop)).longest).toBeNull();
    const timed = (ms: number) => ({
      policy: { ...call('a -> b').policy, timeout: { state: 'set' as const, ms, source: 'option' } },
    });
    const bounded = model({
      calls: [call('a GET /a -> b GET /b', timed(300)), call('a GET /a -> c GET /c', timed(200))],
    });
    expect(requestFigures(unchanged(bounded))[0]?.longest).toEqual({ parallel: 300, sequential: 500 });
  });

  test('an event takes a call out of it', () => {
    const after = home(changed({ kind: 'async', from: 'web', to: 'orders' }));
    expect(after.needs).toEqual(['customers', 'stock']);
    expect(after.availability).toBeCloseTo(0.9 ** 3, 12);
  });

  test('replicas raise one factor', () => {
    expect(home(changed({ kind: 'replicas', service: 'stock', count: 2 })).availability).toBeCloseTo(
      0.9 ** 3 * 0.99,
      12,
    );
  });

  test('merged services are one, and their calls are gone', () => {
    const after = changed({ kind: 'merge', services: ['orders', 'customers'] });
    expect(after.model.services.map(({ name }) => name)).toEqual(['orders', 'stock', 'web']);
    expect(home(after)).toMatchObject({ needs: ['orders', 'stock'] });
    expect(home(after).availability).toBeCloseTo(0.9 ** 3, 12);
    // What customers called for orders, orders calls itself now.
    expect(after.model.calls.find(({ id }) => id.startsWith('customers'))?.fromEndpoints).toContain(
      'orders GET /orders',
    );
  });

  test('a part that is split off answers its path and makes its calls', () => {
    const after = changed({ kind: 'split', service: 'stock', into: 'levels', path: '/levels' });
    expect(after.model.calls.find(({ toEndpoint }) => toEndpoint === 'stock GET /levels')?.to).toBe('levels');
    expect(home(after).needs).toEqual(['customers', 'levels', 'orders', 'stock']);
  });

  test('a cache needs its callee for the misses only', () => {
    const simple = model({ calls: [call('a GET /a -> b GET /b')] });
    const cached = applyChange(unchanged(simple), { kind: 'cache', from: 'a', to: 'b', hits: 0.8 });
    const [figures] = requestFigures(cached, { availability: 0.9, latency: 50, slow: 0.01 });
    expect(figures?.availability).toBeCloseTo(0.9 * (0.8 + 0.2 * 0.9), 12);
    expect(figures?.typical.sequential).toBeCloseTo(60, 10);
  });
});

test('chains, cycles and what differs are told for the whole system', () => {
  const circle = model({
    calls: [call('a GET /a -> b GET /b'), call('b GET /b -> a GET /x'), call('c GET /c -> b GET /b')],
  });
  const outcome = whatIf(circle, [{ kind: 'async', from: 'b', to: 'a' }]);
  if ('flaw' in outcome) throw new Error(outcome.flaw);
  expect([outcome.before.cycles, outcome.after.cycles]).toEqual([[['a', 'b']], []]);
  expect(outcome.changed.map(({ endpoint }) => endpoint)).toEqual(['a GET /a', 'b GET /b', 'c GET /c']);
});

test.each([
  [{ kind: 'async', from: 'web', to: 'nobody' }, 'there is no service "nobody"'],
  [{ kind: 'cache', from: 'stock', to: 'web', hits: 0.5 }, '"stock" does not call "web"'],
  [{ kind: 'split', service: 'stock', into: 'web', path: '/levels' }, 'there is a service "web" already'],
  [{ kind: 'split', service: 'stock', into: 'levels', path: '/nothing' }, '"stock" answers nothing under "/nothing"'],
] as const)('%j cannot be tried out', (change, flaw) => {
  expect(whatIf(shop, [change])).toEqual({ change, flaw });
});

test('availability is what a simulation finds, with shared services, caches and replicas', () => {
  const variant = changed(
    { kind: 'cache', from: 'web', to: 'orders', hits: 0.5 },
    { kind: 'cache', from: 'stock', to: 'customers', hits: 0.3 },
    { kind: 'replicas', service: 'customers', count: 2 },
  );
  const rounds = 200_000;
  const random = mulberry32(20_260_101);
  let successes = 0;
  for (let round = 0; round < rounds; round++) if (simulate(shop, variant, random, 0.9)) successes++;
  const expected = home(variant).availability;
  // Five standard deviations of the share that is found.
  const tolerance = 5 * Math.sqrt((expected * (1 - expected)) / rounds);
  expect(Math.abs(successes / rounds - expected)).toBeLessThan(tolerance);
  // The cache is felt: without it the share lies far outside of that.
  expect(Math.abs(home(unchanged(shop)).availability - expected)).toBeGreaterThan(10 * tolerance);
});

/** One request to `web GET /home`: each service is up or down for all of it, each cached call hits or misses by itself. */
function simulate({ services }: SystemModel, variant: Variant, random: () => number, each: number): boolean {
  const up = new Map(
    services.map(({ id }) => {
      const replicas = Array.from({ length: variant.replicas.get(id) ?? 1 }, () => random() < each);
      return [id, replicas.includes(true)] as const;
    }),
  );
  const answers = (endpoint: string, passed: readonly string[]): boolean => {
    if (up.get(endpoint.split(' ')[0] ?? '') !== true) return false;
    return variant.model.calls
      .filter(({ fromEndpoints, toEndpoint }) => fromEndpoints.includes(endpoint) && !passed.includes(toEndpoint ?? ''))
      .every(({ id, toEndpoint }) => {
        const isHit = random() < (variant.hits.get(id) ?? 0);
        const works = answers(toEndpoint ?? '', [...passed, toEndpoint ?? '']);
        return isHit || works;
      });
  };
  return answers('web GET /home', ['web GET /home']);
}

// A small generator with a seed, so that the run is the same each time.
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('a dense circle', () => {
  const names = Array.from({ length: 14 }, (_, n) => `s${String.fromCodePoint(97 + n)}`);
  const dense = model({
    calls: names.flatMap((from) =>
      names.filter((to) => to !== from).map((to) => call(`${from} GET /x -> ${to} GET /x`)),
    ),
  });

  test('comes to an end, says what was not followed, and is as available as all that it needs', () => {
    const figures = requestFigures(unchanged(dense), { availability: 0.9, latency: 50, slow: 0.01 });
    expect(figures).toHaveLength(14);
    for (const one of figures) {
      expect(one).toMatchObject({ isWhole: false, isExact: true });
      expect(one.needs).toHaveLength(13);
      expect(one.availability).toBeCloseTo(0.9 ** 14, 12);
      expect(one.hops).toBeGreaterThan(5);
    }
  });

  test('with a cache in it, is at least that available', () => {
    const cached = applyChange(unchanged(dense), { kind: 'cache', from: 'sa', to: 'sb', hits: 0.5 });
    const [figure] = requestFigures(cached, { availability: 0.9, latency: 50, slow: 0.01 });
    expect(figure).toMatchObject({ isExact: false });
    expect(figure?.availability).toBeGreaterThanOrEqual(0.9 ** 14 - 1e-12);
  });

  test('without a circle, every path is counted however many there are', () => {
    const layers = Array.from({ length: 12 }, (_, n) => [`a${String(n)}`, `b${String(n)}`]);
    const wide = model({
      calls: layers.flatMap((layer, n) =>
        layer.flatMap((from) => (layers[n + 1] ?? []).map((to) => call(`${from} GET /x -> ${to} GET /x`))),
      ),
    });
    const top = requestFigures(unchanged(wide)).find(({ endpoint }) => endpoint === 'a0 GET /x');
    // 2 + 4 + … + 2^11
    expect(top).toMatchObject({ isWhole: true, hops: 11, calls: 2 ** 12 - 2 });
  });
});
