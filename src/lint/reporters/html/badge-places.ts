import type { Point } from './layered-layout.ts';

/** How far apart the middles of two badges stay, in pixels. */
const DISTANCE = { x: 26, y: 19 };

// The middle of a bend is where the edges of one node have parted and those of another have not met yet.
const STEPS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

/**
 * A place for a badge on each route, near the middle of its first bend, away from the badges before it and from what is
 * `taken`. Where all is crowded the middle has to do. Routes without points get none.
 */
export function badgePlaces(routes: readonly (readonly Point[])[], taken: readonly Point[]): readonly (Point | null)[] {
  const used = [...taken];
  return routes.map((route) => {
    const bends = [route.slice(0, 2), route.slice(-2)];
    const candidates = bends.flatMap(([from, to]) => (from && to ? STEPS.map((step) => onBend(from, to, step)) : []));
    const place = candidates.find((point) => used.every((other) => isFar(point, other))) ?? candidates[0] ?? null;
    if (place) used.push(place);
    return place;
  });
}

function isFar([x, y]: Point, [otherX, otherY]: Point): boolean {
  return Math.abs(x - otherX) >= DISTANCE.x || Math.abs(y - otherY) >= DISTANCE.y;
}

// A cubic curve with horizontal ends, as it is drawn.
function onBend([x0, y0]: Point, [x1, y1]: Point, t: number): Point {
  const start = (1 - t) ** 3;
  const end = t ** 3;
  const early = 3 * (1 - t) ** 2 * t;
  const late = 3 * (1 - t) * t ** 2;
  return [start * x0 + (early + late) * ((x0 + x1) / 2) + end * x1, (start + early) * y0 + (late + end) * y1];
}
