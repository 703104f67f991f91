/**
 * Cells such that every two values of two options stand together in one of them: `{ bus: ['nats', 'redis'], http: [...] }` →
 * `[{ bus: 'nats', http: 'fastify' }, …]`. `excludes` are pairs that cannot be together, `[{ data: 'none', retries: 'on' }]`.
 * Greedy and without chance: the same options give the same cells. Throws Error when a value can stand in no cell.
 */
export function pairwise(options, excludes = []) {
  const names = Object.keys(options);
  const missing = allPairs(options, names, excludes);
  const cells = [];
  while (missing.size > 0) {
    const [first] = missing.values();
    const cell = complete(first, options, names, missing, excludes);
    for (const [key, pair] of missing) if (holds(cell, pair)) missing.delete(key);
    cells.push(cell);
  }
  return cells;
}

/** The pairs that no cell holds; for tests, and for saying what a part of the cells leaves out. */
export function missingPairs(cells, options, excludes = []) {
  const pairs = allPairs(options, Object.keys(options), excludes);
  return [...pairs.values()].filter((pair) => !cells.some((cell) => holds(cell, pair)));
}

function allPairs(options, names, excludes) {
  const pairs = new Map();
  for (const [index, a] of names.entries())
    for (const b of names.slice(index + 1))
      for (const x of options[a])
        for (const y of options[b]) {
          const pair = { [a]: x, [b]: y };
          if (allowed(pair, excludes)) pairs.set(JSON.stringify(pair), pair);
        }
  return pairs;
}

// The option that brings most of what is missing is next, so that a cell is full of what no other one holds.
function complete(pair, options, names, missing, excludes) {
  let cell = pair;
  while (names.some((name) => !(name in cell))) {
    let best;
    for (const name of names.filter((each) => !(each in cell)))
      for (const value of options[name]) {
        const next = { ...cell, [name]: value };
        if (!allowed(next, excludes)) continue;
        const about = [...missing.values()].filter((pair) => name in pair && agrees(next, pair));
        const gain = about.filter((pair) => holds(next, pair)).length * missing.size + about.length;
        if (best === undefined || gain > best.gain) best = { next, gain };
      }
    if (best === undefined) throw new Error(`nothing fits beside ${JSON.stringify(cell)}`);
    cell = best.next;
  }
  return cell;
}

function allowed(cell, excludes) {
  return !excludes.some((pair) => holds(cell, pair));
}

function holds(cell, pair) {
  return Object.entries(pair).every(([name, value]) => cell[name] === value);
}

// What the cell says already is not against the pair; at least the option that was just chosen is part of it.
function agrees(cell, pair) {
  return Object.entries(pair).every(([name, value]) => !(name in cell) || cell[name] === value);
}
