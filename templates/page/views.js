// One view at a time, told by the address of the page.

const views = all('.view');
const canvas = byId('canvas');
/** @type {HTMLElement | undefined} */
let openView;

/** The part of the page that the address names, or the overview. */
function namedPart() {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    // What is no address of ours shows the overview.
  }
  const found = id === '' ? null : document.getElementById(id);
  return found && canvas.contains(found) && found !== canvas ? found : byId('overview');
}

/**
 * Shows what the address names, and lets its place on the map stand out.
 * @param {boolean} takesFocus
 */
function show(takesFocus) {
  const part = namedPart();
  /** @type {HTMLElement} */
  const view = part.closest('.view') ?? part;
  const isOther = openView !== view;
  openView = view;
  for (const each of views) each.classList.toggle('shown', each === view);
  for (const link of all('header nav a')) {
    if (link.getAttribute('href') === `#${view.id}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  standOutFor(view);
  if (isOther) {
    canvas.scrollTop = 0;
    const near = boxes.filter(({ classList }) => classList.contains('near'));
    if (near.length > 0) lookAt(near);
    else if (view.id === 'overview') lookAtAll();
  }
  if (part !== view) part.scrollIntoView?.({ block: 'start' });
  const heading = view.querySelector('h2');
  if (takesFocus && heading) heading.focus({ preventScroll: canvas.scrollHeight > canvas.clientHeight });
}

/** @param {HTMLElement | undefined} view */
function standOutFor(view) {
  const box = boxes.find(({ dataset }) => dataset['node'] === view?.id) ?? null;
  for (const each of boxes) {
    if (each === box) each.setAttribute('aria-current', 'true');
    else each.removeAttribute('aria-current');
  }
  const path = new Set(view?.dataset['path']?.split(' '));
  if (path.size > 0) {
    const onPath = lines.filter(
      ({ classList, dataset }) => classList.contains('sync') && path.has(`${dataset['from']}>${dataset['to']}`),
    );
    standOut(onPath, null, 'path');
  } else if (box) {
    standOut(around(box.dataset['node']), box);
    keepOneStop(box);
  } else standOut([]);
}

/** Back to the overview; the focus goes to where the view was opened from. */
function closeView() {
  const box = boxes.find(({ dataset }) => dataset['node'] === openView?.id);
  history.replaceState(null, '', `${location.pathname}${location.search}#overview`);
  show(box === undefined);
  box?.focus();
}

for (const box of boxes) {
  box.addEventListener('pointerenter', () => standOut(around(box.dataset['node']), box));
  box.addEventListener('pointerleave', () => standOutFor(openView));
}
addEventListener('hashchange', () => show(true));
