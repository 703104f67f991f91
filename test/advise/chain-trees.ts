import { loadTree } from '../../src/advise/load-tree.ts';
import type { DecisionTree } from '../../src/advise/tree.ts';

const store = `
id: store
version: 1
title: Store
question: Where does the shop keep its products?
summary: One database, or one for each area.
context: Products are read by everybody.
inputs:
  - { id: engineers, type: int, ask: 'How many engineers?', unit: engineers, shared: true }
  - { id: audited, type: bool, ask: 'Is the data audited?' }
  - { id: engine, type: enum, ask: 'Which engine is there?', shared: true, values: [{ value: postgres, label: PostgreSQL }, { value: redis, label: Redis }] }
thresholds:
  few: { value: 5, unit: engineers, title: A small team, source: ours, grade: ours }
gates:
  - { id: small, when: engineers <= few, then: one, because: '{engineers} engineers are few.', source: ours }
rules:
  - { id: audit, when: audited && engine == postgres, then: many, because: Audits ask for walls., source: ours }
  - { id: rest, then: one, because: Nothing asks for walls., source: ours }
options:
  - { id: one, title: One store, summary: A single database., cons: [It is shared.], followups: [cache] }
  - id: many
    title: Many stores
    summary: One database for each area.
    cons: [Joins are gone.]
    followups: [cache, queue]
    conflicts: [{ tree: cache, option: shared-cache, because: A cache that is shared joins what was taken apart. }]
sources: []
`;

const cache = `
id: cache
version: 1
title: Cache
question: Should the shop cache its products?
summary: A cache, or none.
context: Products are read often.
inputs:
  - { id: engineers, type: int, ask: 'How many engineers?', shared: true }
  - { id: engine, type: enum, ask: 'Which engine is there?', shared: true, values: [{ value: postgres, label: PostgreSQL }, { value: redis, label: Redis }] }
  - { id: reads, type: number, ask: 'How many reads a second?' }
thresholds:
  hands: { value: 3, title: Hands, source: ours, grade: ours }
  many: { value: 100, unit: reads, title: Many reads, source: ours, grade: ours }
gates:
  - { id: no-hands, when: engineers < hands, then: none, because: Nobody is there., source: ours }
rules:
  - { id: redis, when: engine == redis, then: shared-cache, because: It is there., source: ours }
  - { id: hot, when: reads > many, then: shared-cache, because: '{reads} reads are many.', source: ours }
  - { id: cold, then: none, because: Reads are few., source: ours }
options:
  - { id: shared-cache, title: Shared cache, summary: Keep products in Redis., cons: [It gets old.] }
  - { id: none, title: No cache, summary: Ask the store., cons: [It is slower.] }
sources: []
`;

const queue = `
id: queue
version: 1
title: Queue
question: Does the shop queue its orders?
summary: A queue, or none.
context: Orders come in peaks.
inputs:
  - { id: peaks, type: bool, ask: 'Do orders come in peaks?' }
rules:
  - { id: peaks, when: peaks, then: queue, because: Peaks pass., source: ours }
  - { id: even, then: none, because: The load is even., source: ours }
options:
  - { id: queue, title: Queue, summary: Keep orders for later., cons: [They come later.] }
  - { id: none, title: No queue, summary: Take orders at once., cons: [Peaks hurt.] }
sources: []
`;

/** Texts of three trees that follow each other, by file name: the store leads to the cache, and many stores to the queue, too. */
export const chainTexts = {
  'store.yaml': store.trimStart(),
  'cache.yaml': cache.trimStart(),
  'queue.yaml': queue.trimStart(),
};

/** The trees of `chainTexts` by their ids. */
export function chainTrees(): Map<string, DecisionTree> {
  const trees = Object.entries(chainTexts).map(([file, text]) => loadTree(file, text));
  return new Map(trees.map((tree) => [tree.id, tree]));
}
