// Keys, buttons, paper; and the first look.

const DIRECTIONS = /** @type {const} */ ({
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
});
const ZOOMS = /** @type {const} */ ({ in: () => zoom(1.4), out: () => zoom(1 / 1.4), fit: lookAtAll });

document.addEventListener('keydown', (event) => {
  const target = /** @type {Element} */ (event.target);
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && target.getAttribute('type') !== 'checkbox';
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    if (target === field && field.value !== '') {
      field.value = '';
      closeSearch();
    } else if (openView?.id !== 'overview') closeView();
    else lookAtAll();
  } else if (!isTyping) typed(event);
});

/** @param {KeyboardEvent} event outside of fields */
function typed(event) {
  if (event.key === '/') {
    event.preventDefault();
    field.focus();
  } else if (event.key === '+' || event.key === '=') zoom(1.4);
  else if (event.key === '-') zoom(1 / 1.4);
  else if (event.key === '0') lookAtAll();
}

for (const box of boxes) {
  box.addEventListener('keydown', (event) => {
    const direction = Object.entries(DIRECTIONS).find(([key]) => key === event.key)?.[1];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = nextBox(box, direction);
    if (!next) return;
    keepOneStop(next);
    next.focus({ preventScroll: true });
  });
  box.addEventListener('focus', () => {
    reveal(box);
    standOut(around(box.dataset['node']), box);
  });
  box.addEventListener('blur', () => standOutFor(openView));
}

for (const button of all('[data-zoom]')) {
  button.addEventListener('click', () => ZOOMS[/** @type {keyof typeof ZOOMS} */ (button.dataset['zoom'])]());
}
for (const input of all('input[name=layer]')) input.addEventListener('change', showLayers);

const theme = byId('theme');
theme.addEventListener('click', () => {
  const chosenTheme = root.dataset['theme'];
  const isDark = chosenTheme ? chosenTheme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset['theme'] = isDark ? 'light' : 'dark';
});

let beforePaper = shown;
addEventListener('beforeprint', () => {
  beforePaper = shown;
  lookAtAll();
});
addEventListener('afterprint', () => look(beforePaper));

for (const part of [theme, byId('find'), ...all('.tools')]) part.hidden = false;
showLayers();
show(false);
