// Pairs labels with facts: one to one, as many as possible, nearer places first.

export const TOLERANCE = 3;
const clean = (file) => (file ?? '').replace(/^\.\//, '').replace(/\/+$/, '');

/** Where a label or a fact is: its own place, or that of its first evidence. */
export function placeOf(item) {
  return {
    file: clean(item.file ?? item.evidence?.[0]?.file),
    line: item.line ?? item.evidence?.[0]?.line ?? 0,
  };
}

/** Other places that a label names for the same thing. */
export function otherPlaces(label) {
  return ['alsoAt', 'via', 'usedAt', 'evidence']
    .flatMap((key) => [label[key] ?? []].flat())
    .map((place) => {
      if (typeof place !== 'string') return placeOf(place);
      const colon = place.lastIndexOf(':');
      return { file: clean(place.slice(0, colon)), line: Number.parseInt(place.slice(colon + 1), 10) };
    });
}

/** Lines between a label and a fact, by the nearest place that the label names; Infinity when too far apart. */
export function distance(label, fact) {
  const at = placeOf(fact);
  const lines = [placeOf(label), ...otherPlaces(label)]
    .filter(({ file }) => file === at.file)
    .map(({ line }) => Math.abs(line - at.line));
  const nearest = Math.min(Infinity, ...lines);
  return nearest <= TOLERANCE ? nearest : Infinity;
}

/**
 * Gives `{ pairs, missed, invented }` for the largest pairing in which `cost(label, fact)` is finite for every pair
 * (Kuhn's augmenting paths, cheaper partners tried first).
 */
export function pairUp(labels, facts, cost = distance) {
  const wishes = labels.map((label) =>
    facts
      .map((fact, index) => ({ index, cost: cost(label, fact) }))
      .filter((wish) => wish.cost < Infinity)
      .sort((a, b) => a.cost - b.cost || a.index - b.index)
      .map(({ index }) => index),
  );
  const labelOf = new Map();
  const seek = (label, asked) => {
    for (const fact of wishes[label]) {
      if (asked.has(fact)) continue;
      asked.add(fact);
      if (!labelOf.has(fact) || seek(labelOf.get(fact), asked)) {
        labelOf.set(fact, label);
        return true;
      }
    }
    return false;
  };
  const missed = labels.filter((_, index) => !seek(index, new Set()));
  return {
    pairs: [...labelOf].map(([fact, label]) => [labels[label], facts[fact]]),
    missed,
    invented: facts.filter((_, index) => !labelOf.has(index)),
  };
}
