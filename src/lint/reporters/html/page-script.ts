/** What makes the page respond: filters, search, the graph as a filter, the theme. Without it the page shows everything. */
export const pageScript = `
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const form = byId('filters');
  const cards = all('article.finding').map((card) => ({ card, text: card.textContent.toLowerCase() }));
  const buttons = all('.graph [role=button]');
  let only = null;

  const wanted = () => {
    const words = byId('search').value.toLowerCase().split(/\\s+/).filter(Boolean);
    const severities = all('input[name=severity]:checked').map((box) => box.value);
    const rule = byId('rule').value;
    const service = byId('service').value;
    return ({ card, text }) =>
      severities.includes(card.dataset.severity) &&
      (rule === '' || rule === '=' + card.dataset.rule) &&
      (service === '' || service === '=' + card.dataset.service) &&
      (only === null || only.ids.includes(card.id.slice(2))) &&
      words.every((word) => text.includes(word));
  };

  const apply = () => {
    const fits = wanted();
    let shown = 0;
    for (const entry of cards) {
      entry.card.hidden = !fits(entry);
      if (!entry.card.hidden) shown++;
    }
    for (const section of all('section.rule')) section.hidden = !section.querySelector('article:not([hidden])');
    byId('none').hidden = shown > 0;
    byId('shown').textContent = shown + ' of ' + cards.length + (only ? ' (' + only.title + ')' : '');
    for (const button of buttons) button.setAttribute('aria-pressed', String(isChosen(button)));
  };

  const isChosen = ({ dataset }) =>
    dataset.findings === undefined
      ? byId('service').value === '=' + dataset.service
      : only !== null && only.title === dataset.title;

  const choose = (button) => {
    const chosen = isChosen(button);
    const { service, findings, title } = button.dataset;
    only = null;
    byId('service').value = '';
    if (!chosen && findings !== undefined) only = { ids: findings.split(' '), title };
    if (!chosen && findings === undefined) byId('service').value = '=' + service;
    apply();
  };

  const near = (element) => {
    const graph = document.querySelector('.graph');
    graph.classList.toggle('focus', element !== null);
    for (const part of all('.near', graph)) part.classList.remove('near');
    if (element === null) return;
    element.classList.add('near');
    const id = element.dataset.node;
    const ends = new Set();
    for (const edge of all('[data-from]', graph)) {
      const { from, to } = edge.dataset;
      const same = id === undefined ? from === element.dataset.from && to === element.dataset.to : from === id || to === id;
      if (!same) continue;
      edge.classList.add('near');
      ends.add(from).add(to);
    }
    for (const node of all('[data-node]', graph)) if (ends.has(node.dataset.node)) node.classList.add('near');
  };

  for (const part of all('.graph [data-node], .graph .spot, .graph .edge')) {
    part.addEventListener('pointerenter', () => near(part));
    part.addEventListener('pointerleave', () => near(null));
    part.addEventListener('focus', () => near(part));
    part.addEventListener('blur', () => near(null));
  }

  if (form) {
    form.hidden = false;
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('input', apply);
    form.addEventListener('reset', () => {
      only = null;
      setTimeout(apply);
    });
    for (const button of buttons) {
      button.addEventListener('click', () => choose(button));
      button.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose(button);
      });
    }
    document.addEventListener('keydown', (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (event.key === '/' && !typing) {
        event.preventDefault();
        byId('search').focus();
      } else if (event.key === 'Escape') {
        form.reset();
      }
    });
    apply();
  }

  const theme = byId('theme');
  theme.hidden = false;
  theme.addEventListener('click', () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open])');
    for (const details of closed) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
  });
})();
`;
