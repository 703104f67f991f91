// Search over everything that has a view or a row of its own.

const MOST_FOUND = 12;
const field = /** @type {HTMLInputElement} */ (byId('search'));
const results = byId('results');

/** @typedef {{ text: string, detail: string, low: string, element: HTMLElement, view: HTMLElement }} Entry */

/** @type {Entry[] | undefined} */
let entries;
/** @type {Entry[]} */
let found = [];
let chosen = -1;

/** @returns {Entry[]} */
function makeEntries() {
  /** @type {Map<string, Entry>} */
  const unique = new Map();
  const add = (
    /** @type {string} */ text,
    /** @type {string} */ detail,
    /** @type {HTMLElement} */ element,
    /** @type {HTMLElement} */ view,
  ) => {
    const key = `${text}\n${detail}`;
    if (text !== '' && !unique.has(key))
      unique.set(key, { text, detail, low: `${text} ${detail}`.toLowerCase(), element, view });
  };
  for (const view of views) add(wordsOf(view.querySelector('h2')), view.dataset['kind'] ?? '', view, view);
  for (const view of views) {
    const title = wordsOf(view.querySelector('h2'));
    if (['overview', 'chains', 'findings'].includes(view.id)) continue;
    for (const row of all('tbody tr', view)) {
      const what = row.closest('[role=region]')?.getAttribute('aria-label') ?? '';
      // Rows of calls begin with the other service: what is asked for tells them apart.
      const heads = what.startsWith('Call') || what.startsWith('Hop') ? 2 : 1;
      add([...row.children].slice(0, heads).map(wordsOf).join(' '), `${what}, ${title}`, row, view);
    }
    for (const card of all('[data-find]', view)) add(wordsOf(card.querySelector('h3, b')), title, card, view);
  }
  return [...unique.values()];
}

/** @param {Element | null} element */
function wordsOf(element) {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function search() {
  entries ??= makeEntries();
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = words.length === 0 ? [] : entries.filter(({ low }) => words.every((word) => low.includes(word)));
  const rank = (/** @type {Entry} */ { text, detail, element, view }) =>
    (text.toLowerCase().startsWith(words[0] ?? '') ? 0 : 2) +
    (element === view ? 0 : detail.startsWith('Endpoints') ? 0.5 : 1);
  found = [...fits].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_FOUND);
  chosen = found.length > 0 ? 0 : -1;
  results.replaceChildren(...found.map(option), ...(words.length > 0 && found.length === 0 ? [nothing()] : []));
  results.hidden = words.length === 0;
  field.setAttribute('aria-expanded', String(!results.hidden));
  choose(chosen);
}

/**
 * @param {Entry} entry
 * @param {number} index
 */
function option(entry, index) {
  const item = document.createElement('li');
  item.id = `found-${index}`;
  item.setAttribute('role', 'option');
  const text = document.createElement('b');
  text.textContent = entry.text;
  const detail = document.createElement('span');
  detail.textContent = entry.detail;
  item.append(text, detail);
  // Before the field loses the focus, which would close the list.
  item.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    go(entry);
  });
  return item;
}

function nothing() {
  const item = document.createElement('li');
  item.className = 'soft';
  item.setAttribute('role', 'option');
  item.setAttribute('aria-disabled', 'true');
  item.textContent = 'Nothing found';
  return item;
}

/** @param {number} index */
function choose(index) {
  chosen = index;
  for (const [n, item] of [...results.children].entries()) item.setAttribute('aria-selected', String(n === index));
  const item = results.children[index];
  if (index >= 0 && item) {
    field.setAttribute('aria-activedescendant', item.id);
    item.scrollIntoView?.({ block: 'nearest' });
  } else field.removeAttribute('aria-activedescendant');
}

/** @param {Entry} entry */
function go({ element, view }) {
  closeSearch();
  field.value = '';
  for (const other of all('.found')) other.classList.remove('found');
  if (location.hash === `#${view.id}`) show(true);
  else location.hash = view.id;
  if (element === view) return;
  element.classList.add('found');
  // When the view is there.
  setTimeout(() => element.scrollIntoView?.({ block: 'center' }), 60);
}

function closeSearch() {
  results.hidden = true;
  field.setAttribute('aria-expanded', 'false');
  field.removeAttribute('aria-activedescendant');
}

field.addEventListener('input', search);
field.addEventListener('blur', closeSearch);
field.addEventListener('keydown', (event) => {
  const entry = found[chosen];
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (found.length > 0) choose((chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    if (entry && !results.hidden) go(entry);
  }
});
byId('find').addEventListener('submit', (event) => event.preventDefault());
