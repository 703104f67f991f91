const FILLERS = new Set(
  'service services svc srv server backend microservice micro ms api app application node nodejs js ts image container deployment depl deploy dev development prod production staging local default main'.split(
    ' ',
  ),
);

/** How well a deployment's name fits a unit's: 4 the same letters, 3 the same but for words like `service` and `api`, 2 the unit's words are part of it, 0 not. */
export function nameFit(deployed: string, unit: string): number {
  const a = tokens(deployed);
  const b = tokens(unit);
  if (a.length === 0 || b.length === 0) return 0;
  if (a.join('') === b.join('')) return 4;
  const [strippedA, strippedB] = [strip(a), strip(b)];
  if (strippedA.length === 0 || strippedB.length === 0) return 0;
  if (strippedA.join('') === strippedB.join('')) return 3;
  return endsWith(strippedA, strippedB) || endsWith(a, b) ? 2 : 0;
}

/** The one of `items` whose names fit best; undefined when none fits, or when several fit equally well. */
export function bestFit<T>(
  deployed: string,
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
): T | undefined {
  let best: { item: T; fit: number } | undefined;
  let tied = false;
  for (const item of items) {
    const fit = Math.max(0, ...namesOf(item).map((name) => nameFit(deployed, name)));
    if (fit === 0 || (best !== undefined && fit < best.fit)) continue;
    tied = best !== undefined && fit === best.fit;
    if (best === undefined || fit > best.fit) best = { item, fit };
  }
  return tied ? undefined : best?.item;
}

/** A package name without its scope. */
export function unscoped(name: string): string {
  return name.replace(/^@[^/]+\//, '');
}

function tokens(name: string): string[] {
  return unscoped(name)
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((token) => token !== '');
}

// `ordersservice` is `orders` and `service` written together.
function strip(words: readonly string[]): string[] {
  const split = words.map((word) => word.replace(/^(.{3,}?)(?:micro)?(?:service|svc|api)s?$/, '$1'));
  return split.filter((word) => !FILLERS.has(word)).map((word) => (word.length > 4 ? word.replace(/s$/, '') : word));
}

// What many units have in common (`orders-worker`, `web-gateway`) tells none of them.
const ROLES = new Set('worker workers gateway web client frontend job jobs proxy bff consumer producer'.split(' '));

function endsWith(words: readonly string[], end: readonly string[]): boolean {
  if (end.every((word) => ROLES.has(word) || FILLERS.has(word))) return false;
  return (
    end.length > 0 &&
    end.join('').length > 2 &&
    words.length > end.length &&
    words.slice(-end.length).join('') === end.join('')
  );
}
