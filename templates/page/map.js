// The map: zoom, pan, layers, and what stands out.

const root = document.documentElement;
root.classList.add('js');

/**
 * @param {string} selector
 * @param {ParentNode} from
 * @returns {HTMLElement[]}
 */
const all = (selector, from = document) =>
  [...from.querySelectorAll(selector)].map((found) => /** @type {HTMLElement} */ (found));

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const graph = byId('graph');
const boxes = all('.box', graph);
const lines = all('.line', graph);
const whole = (graph.getAttribute('viewBox') ?? '0 0 1 1').split(' ').map(Number);
const [wholeX = 0, wholeY = 0, wholeWidth = 1, wholeHeight = 1] = whole;
const MOST_ZOOM = 6;
let shown = { x: wholeX, y: wholeY, width: wholeWidth, height: wholeHeight };

/** @param {typeof shown} next */
function look(next) {
  shown = next;
  graph.setAttribute(
    'viewBox',
    [next.x, next.y, next.width, next.height].map((n) => Math.round(n * 10) / 10).join(' '),
  );
}

function lookAtAll() {
  look({ x: wholeX, y: wholeY, width: wholeWidth, height: wholeHeight });
}

/**
 * Zooms so that a point of the map stays where it is.
 * @param {number} factor above 1 to see more of less
 * @param {{ x: number, y: number }} at
 */
function zoom(factor, at = { x: shown.x + shown.width / 2, y: shown.y + shown.height / 2 }) {
  const width = Math.min(wholeWidth * 1.5, Math.max(wholeWidth / MOST_ZOOM, shown.width / factor));
  const share = width / shown.width;
  look({ x: at.x - (at.x - shown.x) * share, y: at.y - (at.y - shown.y) * share, width, height: shown.height * share });
}

/**
 * How many units of the map one pixel is, and where the picture begins: it keeps its proportions.
 */
function measure() {
  const frame = graph.getBoundingClientRect();
  const unit = Math.max(shown.width / Math.max(frame.width, 1), shown.height / Math.max(frame.height, 1));
  const left = frame.left + (frame.width - shown.width / unit) / 2;
  const top = frame.top + (frame.height - shown.height / unit) / 2;
  return { unit, left, top };
}

/** @param {{ clientX: number, clientY: number }} event */
function pointAt({ clientX, clientY }) {
  const { unit, left, top } = measure();
  return { x: shown.x + (clientX - left) * unit, y: shown.y + (clientY - top) * unit };
}

/**
 * Brings a box into sight when it is not.
 * @param {HTMLElement} box
 */
function reveal(box) {
  const [x, y] = [Number(box.dataset['x']), Number(box.dataset['y'])];
  const [edgeX, edgeY] = [shown.width * 0.08, shown.height * 0.08];
  const isSeen =
    x > shown.x + edgeX &&
    x < shown.x + shown.width - edgeX &&
    y > shown.y + edgeY &&
    y < shown.y + shown.height - edgeY;
  if (!isSeen) look({ ...shown, x: x - shown.width / 2, y: y - shown.height / 2 });
}

/**
 * Comes as near to some boxes as lets them all be seen, and no nearer than the size they were drawn for.
 * @param {readonly HTMLElement[]} some
 */
function lookAt(some) {
  if (some.length === 0) return;
  const frame = graph.getBoundingClientRect();
  const [xs, ys] = [some.map(({ dataset }) => Number(dataset['x'])), some.map(({ dataset }) => Number(dataset['y']))];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const width = Math.min(wholeWidth, Math.max(right - left + 300, frame.width * 0.9));
  const height = Math.min(wholeHeight, Math.max(bottom - top + 140, frame.height * 0.9));
  look({ x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height });
}

/** @returns {HTMLElement[]} */
function seenBoxes() {
  const hidden = hiddenLayers();
  return boxes.filter((box) => !hidden.some((layer) => box.classList.contains(`on-${layer}`)));
}

/** @returns {string[]} */
function hiddenLayers() {
  return all('input[name=layer]').flatMap((input) =>
    input instanceof HTMLInputElement && !input.checked ? [input.value] : [],
  );
}

function showLayers() {
  const hidden = hiddenLayers();
  for (const layer of ['sync', 'async', 'data', 'deployment'])
    graph.classList.toggle(`no-${layer}`, hidden.includes(layer));
  keepOneStop();
}

/**
 * Lets some lines and the boxes at their ends stand out; with none, everything is as it was.
 * @param {readonly HTMLElement[]} some
 * @param {HTMLElement | null} box that stands out in any case
 * @param {'near' | 'path'} how
 */
function standOut(some, box = null, how = 'near') {
  const isAny = some.length > 0 || box !== null;
  graph.classList.toggle('focus', isAny);
  const ends = new Set(some.flatMap(({ dataset }) => [dataset['from'], dataset['to']]));
  for (const line of lines) {
    line.classList.toggle('near', some.includes(line));
    line.classList.toggle('path', how === 'path' && some.includes(line));
  }
  for (const each of boxes) each.classList.toggle('near', each === box || ends.has(each.dataset['node']));
}

/** @param {string | undefined} anchor */
function around(anchor) {
  return lines.filter(({ dataset }) => dataset['from'] === anchor || dataset['to'] === anchor);
}

/**
 * Only one box takes part in the order of Tab; arrow keys go on from there.
 * @param {HTMLElement} [stop]
 */
function keepOneStop(stop) {
  const seen = seenBoxes();
  const chosen = stop ?? seen.find((box) => box.getAttribute('tabindex') === '0') ?? seen[0];
  for (const box of boxes) box.setAttribute('tabindex', box === chosen ? '0' : '-1');
}

/**
 * The box that lies next in a direction: near, and not far off to the side.
 * @param {HTMLElement} from
 * @param {readonly [number, number]} direction
 */
function nextBox(from, [dx, dy]) {
  const [x, y] = [Number(from.dataset['x']), Number(from.dataset['y'])];
  /** @type {{ box: HTMLElement, cost: number } | undefined} */
  let best;
  for (const box of seenBoxes()) {
    const [right, down] = [Number(box.dataset['x']) - x, Number(box.dataset['y']) - y];
    const ahead = right * dx + down * dy;
    if (box === from || ahead < 1) continue;
    const cost = ahead + 3 * Math.abs(right * dy + down * dx);
    if (!best || cost < best.cost) best = { box, cost };
  }
  return best?.box;
}

/** @type {Map<number, { clientX: number, clientY: number }>} */
const fingers = new Map();
let dragged = 0;

graph.addEventListener('pointerdown', (event) => {
  fingers.set(event.pointerId, event);
  dragged = 0;
});
graph.addEventListener('pointermove', (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
  dragged += Math.abs(dx) + Math.abs(dy);
  if (dragged < 5) return;
  if (!graph.hasPointerCapture(event.pointerId)) graph.setPointerCapture(event.pointerId);
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  if (other) {
    const apart = (/** @type {{ clientX: number, clientY: number }} */ one) =>
      Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    zoom(apart(event) / Math.max(apart(before), 1), pointAt(other));
  } else {
    const { unit } = measure();
    look({ ...shown, x: shown.x - dx * unit, y: shown.y - dy * unit });
  }
  fingers.set(event.pointerId, event);
});
for (const type of ['pointerup', 'pointercancel']) {
  graph.addEventListener(type, (event) => fingers.delete(/** @type {PointerEvent} */ (event).pointerId));
}
// The end of a drag is no choice of what lies below.
graph.addEventListener('click', (event) => {
  if (dragged >= 5) event.preventDefault();
  dragged = 0;
});
graph.addEventListener('dragstart', (event) => event.preventDefault());
graph.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 240), pointAt(event));
  },
  { passive: false },
);
