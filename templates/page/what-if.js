// What becomes of a request when some of its calls are made asynchronous.

for (const view of all('.view[data-routes]')) {
  const routes = view.dataset['routes'] ?? '';
  const sums = /** @type {HTMLElement} */ (view.querySelector('.sums'));
  const availability = /** @type {HTMLInputElement} */ (view.querySelector('input[name=availability]'));
  const latency = /** @type {HTMLInputElement} */ (view.querySelector('input[name=latency]'));
  const given = Number(sums.dataset['each']);
  availability.value = String(Math.round(given * 1e6) / 1e4);

  const count = () => {
    const each = Math.min(100, Math.max(0, Number(availability.value) || 0)) / 100;
    const time = Math.max(0, Number(latency.value) || 0);
    const asynchronous = new Set(
      all('input[data-call]', view).flatMap((box) =>
        box instanceof HTMLInputElement && box.checked ? [box.dataset['call'] ?? ''] : [],
      ),
    );
    const before = stillNeeded(routes, new Set());
    const after = stillNeeded(routes, asynchronous);
    const [was, is] = [each ** before.needed.size, each ** after.needed.size];
    const change = (/** @type {string} */ from, /** @type {string} */ to) =>
      asynchronous.size === 0 ? from : `${from} → ${to}`;
    const write = (/** @type {string} */ figure, /** @type {string} */ text) => {
      const element = view.querySelector(`[data-figure=${figure}]`);
      if (element) element.textContent = text;
    };
    write('available', change(percent(was), percent(is)));
    write('budget', change(lostTime(was), lostTime(is)));
    const needs =
      asynchronous.size === 0 ? '' : `It would need ${after.needed.size} of ${before.needed.size} services. `;
    const answer = `The longest chain answers after ${change(`${before.longest * time} ms`, `${after.longest * time} ms`)}, when each service takes ${time} ms.`;
    const verdict = view.querySelector('.verdict');
    if (verdict) verdict.textContent = needs + answer;
    const each100 = view.querySelector('.sums p');
    if (each100?.lastChild) each100.lastChild.textContent = ` available, with every service at ${percent(each)}`;
  };
  view.addEventListener('input', count);
  count();
}
