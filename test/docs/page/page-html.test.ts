import { createHash } from 'node:crypto';
import { JSDOM, type PageDocument, type PageElement, type PageWindow } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { NOTHING_BESIDE } from '../../../src/docs/docs-beside.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { SystemModel } from '../../../src/model/system.ts';
import { pageHtml } from '../../../src/docs/page/page-html.ts';
import { HOSTILE_NAMES, hostileSystem } from '../hostile-model.ts';
import { largeSystem } from '../large-model.ts';
import { at, service, system } from '../shop-model.ts';
import { beside, hostileBeside, options, pageDrift, pageShop } from './shop-page.ts';

const page = await pageHtml(pageShop(), options, beside);

test('the page says what messages look like, or that nothing tells, and by which host and path a service is reached', () => {
  const { document } = open(page);
  expect(texts(document, '[id^="channel-"] li').join()).toContain('sent: written as { id, total }');
  expect(texts(document, '#service-customers li').join()).toContain(
    'Open to the outside at shop.example/customers (Ingress)',
  );
});

function open(text: string): PageWindow {
  return new JSDOM(text, { runScripts: 'dangerously', url: 'https://page.example/' }).window;
}

function texts(document: PageDocument, selector: string): string[] {
  return [...document.querySelectorAll(selector)].map(({ textContent }) =>
    (textContent ?? '').replace(/\s+/g, ' ').trim(),
  );
}

function shownView(document: PageDocument): string | null {
  return document.querySelector('.view.shown')?.getAttribute('id') ?? null;
}

function press({ KeyboardEvent }: PageWindow, target: PageElement | PageDocument, key: string): void {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

function type({ Event, document }: PageWindow, words: string): void {
  const field = document.querySelector('#search')!;
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** What the page does when its address changes, which jsdom tells later than a browser. */
function follow(window: PageWindow, hash: string): void {
  window.location.hash = hash;
  window.dispatchEvent(new window.Event('hashchange', {}));
}

test('the same model gives the same bytes, below two megabytes', async () => {
  expect(await pageHtml(pageShop(), options, beside)).toBe(page);
  const model = largeSystem(120);
  // Chains of five: in a circle of all services there are more than anybody could look at.
  const calls = model.calls.filter(({ from }) => Number(from.slice(-3)) % 5 !== 4);
  const large = await pageHtml({ ...model, calls }, options, NOTHING_BESIDE);
  expect(Buffer.byteLength(large)).toBeLessThan(2_000_000);
});

describe('drift', () => {
  test('has a view, stands on the canvas of its service, and marks boxes and lines', async () => {
    const { document } = open(await pageHtml(pageShop(), options, { ...beside, drift: pageDrift() }));
    expect(texts(document, '#drift h2, #drift .finding b')).toEqual([
      '4 differences',
      'service returns',
      'orders calls fraud POST /checks',
      'fraud calls customers GET /customers/:id',
      'mail → customers (requests seen: 2)',
    ]);
    expect(texts(document, '#service-fraud .finding.drift b')).toEqual(['fraud calls customers GET /customers/:id']);
    expect(texts(document, '[data-node=service-fraud] .badge.drift text')).toEqual(['±1']);
    const lines = [...document.querySelectorAll('.line.drift')].map(
      (line) => `${line.getAttribute('class') ?? ''} ${line.getAttribute('data-from') ?? ''}`,
    );
    expect(lines).toEqual([
      'line sync drift observed-only service-fraud',
      'line sync drift declared-only service-orders',
      'line sync drift runtime-only service-mail',
    ]);
    expect(texts(document, '.box.missing .name')).toEqual(['returns']);
    expect(texts(document, '#missing-1 h2')).toEqual(['returns']);
  });

  test('nobody compared: the page says nothing of it', () => {
    const { document } = open(page);
    expect(texts(document, '#drift, .drift:not(.head), a[href="#drift"]')).toEqual([]);
  });
});

const advice = (n: number): string => `Advice ${String(n)}: do something else, and write down why it was done.`;

/** Findings of every service, by as many rules. */
function manyFindings({ services }: SystemModel, each: number): readonly Finding[] {
  return services.flatMap(({ id }) =>
    Array.from({ length: each }, (_, n) => ({
      rule: `rule-${String(n)}`,
      severity: n === each - 1 ? 'error' : 'info',
      message: `"${id}" does what nobody should do, at ${String(n + 1)} places`,
      help: advice(n),
      service: id,
      ...at(`${id}/src/server.ts`, n + 1),
      endLine: n + 1,
      endColumn: 2,
      evidence: [],
      fingerprint: `${id} ${String(n)}`,
    })),
  );
}

/** The text of the part of the page with this id. */
function partOf(text: string, id: string): string {
  return text.split('<article ').find((part) => part.includes(` id="${id}"`)) ?? '';
}

test('what would make a page too large is left out step by step, and said', async () => {
  const model = largeSystem(150);
  const calls = model.calls.filter(({ from }) => Number(from.slice(-3)) % 5 !== 4);
  const findings = manyFindings(model, 8);
  const brief = await pageHtml({ ...model, calls }, options, { ...beside, findings });
  expect(Buffer.byteLength(brief)).toBeLessThanOrEqual(2_000_000);
  expect(partOf(brief, 'service-service-007')).toMatch(/rule-7[^]*<h3>Answers/);
  expect(partOf(brief, 'service-service-007')).not.toContain('Advice');
  expect(partOf(brief, 'findings').split(advice(3))).toHaveLength(2);
  expect(partOf(brief, 'overview')).toContain('The system is large: tables are cut');
});

test('three hundred services in one circle, with all that was found in them, are two megabytes at most', async () => {
  const model = largeSystem(300);
  const text = await pageHtml(model, options, { ...beside, findings: manyFindings(model, 25) });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000_000);
  expect(partOf(text, 'overview')).toContain('The system is so large');
  for (const { id } of model.services) {
    expect(partOf(text, 'overview')).toContain(`href="#service-${id}"`);
    expect(partOf(text, `service-${id}`)).toContain('1 endpoint, ');
  }
  expect(partOf(text, 'chains')).toContain('280 endpoints more in a large circle');
});

test('of the findings, rules with errors come first, and advice stands once', async () => {
  const findings = [
    ...manyFindings(pageShop(), 1).map((each) => ({ ...each, rule: 'a-hint', severity: 'info' as const })),
    ...manyFindings(pageShop(), 1).map((each) => ({ ...each, rule: 'z-error' })),
  ];
  const told = partOf(await pageHtml(pageShop(), options, { ...beside, findings }), 'findings');
  expect(told.indexOf('z-error')).toBeLessThan(told.indexOf('a-hint'));
  expect(told.split(advice(0))).toHaveLength(3);
});

test('its policy allows its own style and script by their bytes, and nothing of it asks a network', () => {
  const { document } = new JSDOM(page).window;
  const policy = document.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
  const hash = (selector: string): string =>
    createHash('sha256')
      .update(document.querySelector(selector)?.textContent ?? '')
      .digest('base64');
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${hash('style')}'; script-src 'sha256-${hash('script')}'; base-uri 'none'; form-action 'none'`,
  );
  expect(document.querySelectorAll('link, img, iframe, object, embed, script[src], audio, video')).toHaveLength(0);
  expect(document.querySelector('style')?.textContent).not.toMatch(/@import|url\((?!#)/);
});

describe('without its script', () => {
  const { document } = new JSDOM(page).window;

  test('every fact is there with its place, linked to the line', () => {
    const view = document.querySelector('#service-orders')!;
    expect(view.textContent).toContain('orders/src/tell.ts:7');
    const links = [...document.querySelectorAll('#service-orders a')].map((link) => link.getAttribute('href'));
    expect(links).toContain('https://git.example/shop/blob/main/orders/src/tell.ts#L7');
    expect(links).toContain('#channel-rabbitmq-order-placed');
  });

  test('says the arithmetic of a chain, and where it has no bound', () => {
    const chain = document.querySelector('#chain-orders-post-orders')!.textContent ?? '';
    expect(chain).toContain('99.601 % available, with every service at 99.9 %');
    expect(chain).toContain('2.9 h a month without an answer');
    expect(chain).toContain('No upper bound of the waiting: hop 2 has no timeout that is known.');
  });

  test('decisions, findings and deployment stand with what they are about', () => {
    const text = document.querySelector('#service-payment')!.textContent ?? '';
    expect(text).toContain('"payment" calls "fraud" without a deadline');
    expect(text).toContain('ADR-0002: Charge before shipping accepted docs/decisions/0002-charge.md:9');
    expect(document.querySelector('#service-orders')!.textContent).toContain(
      'Open to the outside through a port that compose publishes compose.yaml:9',
    );
    expect(document.querySelector('#service-orders')!.textContent).not.toContain('ADR-0002');
    expect(document.querySelector('#decisions')!.textContent).toContain('supersedes ADR-0001');
  });

  test('every link within the page leads somewhere', () => {
    const ids = new Set([...document.querySelectorAll('[id]')].map((element) => element.getAttribute('id')));
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
    expect(links.filter((href) => href.startsWith('#') && !ids.has(href.slice(1)))).toEqual([]);
  });
});

test('libraries have a view with who uses them, and stand on the canvas of each user', async () => {
  const users = [service('orders'), service('payment')];
  const library = {
    id: 'money',
    name: 'money',
    path: 'libs/money',
    kind: 'library',
    language: 'typescript',
    users: ['orders'],
    evidence: [{ file: 'libs/money/package.json', line: 2, column: 3 }],
  } as const;
  const { document } = open(await pageHtml(system({ services: users, libraries: [library] }), options, NOTHING_BESIDE));
  expect(texts(document, '#library-1')[0]).toContain('libs/money/package.json:2');
  expect(texts(document, '#library-1 li a')).toEqual(['orders']);
  expect(texts(document, '#service-orders a[href="#library-1"]')).toEqual(['money']);
  expect(texts(document, '#service-payment a[href="#library-1"]')).toEqual([]);
  expect(texts(document, '#overview a[href="#library-1"]')).toEqual(['money']);
});

test('what nobody looked at is not known, which is not the same as nothing', async () => {
  const { document } = new JSDOM(await pageHtml(pageShop(), options, NOTHING_BESIDE)).window;
  expect(document.querySelector('#findings')!.textContent).toContain('Not known: this page was made without linting.');
  const empty = new JSDOM(await pageHtml(system(), options, { ...beside, findings: [] })).window.document;
  expect(empty.querySelector('#overview')!.textContent).toContain('No service was found.');
  const php = service('ratings', { language: 'php', frameworks: [], health: { state: 'unknown', evidence: [] } });
  const opaque = new JSDOM(await pageHtml(system({ services: [php] }), options, beside)).window.document;
  expect(opaque.querySelector('#service-ratings')!.textContent).toContain('Not known: its inside was not understood.');
});

describe('with its script', () => {
  test('shows one view, the one of the address', () => {
    const window = open(page);
    expect(shownView(window.document)).toBe('overview');
    follow(window, '#service-fraud');
    expect(shownView(window.document)).toBe('service-fraud');
    follow(window, '#decision-adr-0002');
    expect(shownView(window.document)).toBe('decisions');
    follow(window, '#no-such-part%E0');
    expect(shownView(window.document)).toBe('overview');
  });

  test('search finds services, endpoints and tables, and Enter opens the first', () => {
    const window = open(page);
    const { document } = window;
    press(window, document, '/');
    expect(document.activeElement?.getAttribute('id')).toBe('search');
    type(window, 'charges post');
    expect(texts(document, '#results [role=option] b')[0]).toBe('POST /charges');
    press(window, document.querySelector('#search')!, 'ArrowDown');
    expect(document.querySelector('#search')!.getAttribute('aria-activedescendant')).toBe('found-1');
    type(window, 'fraud');
    press(window, document.querySelector('#search')!, 'Enter');
    expect(window.location.hash).toBe('#service-fraud');
    type(window, 'no such thing');
    expect(texts(document, '#results li')).toEqual(['Nothing found']);
  });

  test('layers hide lines and the boxes that only they have', () => {
    const window = open(page);
    const { document } = window;
    const graph = document.querySelector('#graph')!;
    expect(graph.getAttribute('class')).toBe('no-deployment');
    const messages = document.querySelector('input[value=async]')!;
    messages.checked = false;
    messages.dispatchEvent(new window.Event('change', { bubbles: true }));
    expect(graph.getAttribute('class')).toContain('no-async');
    expect(texts(document, '.box.on-async .name')).toEqual(['order.placed']);
  });

  test('arrow keys go from box to box, one of which takes part in the order of Tab', () => {
    const window = open(page);
    const { document } = window;
    const orders = document.querySelector('[data-node=service-orders]')!;
    orders.focus();
    press(window, orders, 'ArrowRight');
    press(window, document.activeElement!, 'ArrowDown');
    press(window, document.activeElement!, 'ArrowLeft');
    const now = document.activeElement!;
    expect(now.dataset['node']).toBeDefined();
    expect([...document.querySelectorAll('.box[tabindex="0"]')]).toEqual([now]);
  });

  test('Escape closes what is open and goes back to its box', () => {
    const window = open(page);
    follow(window, '#service-fraud');
    press(window, window.document, 'Escape');
    expect(shownView(window.document)).toBe('overview');
    expect(window.document.activeElement?.dataset['node']).toBe('service-fraud');
  });

  test('a chain stands out on the map, and only its calls', () => {
    const window = open(page);
    follow(window, '#chain-orders-post-orders');
    const path = [...window.document.querySelectorAll('.line.path')].map(
      ({ dataset }) => `${dataset['from']} ${dataset['to']}`,
    );
    expect(path.sort()).toEqual([
      'service-fraud service-customers',
      'service-orders service-payment',
      'service-payment service-fraud',
    ]);
  });

  test('what if a call were asynchronous: what follows it is no longer needed', () => {
    const window = open(page);
    const { document } = window;
    const chain = document.querySelector('#chain-orders-post-orders')!;
    const figure = (name: string): string =>
      texts(document, `#chain-orders-post-orders [data-figure=${name}]`)[0] ?? '';
    const change = (selector: string, set: (element: PageElement) => void): void => {
      const element = document.querySelector(`#chain-orders-post-orders ${selector}`)!;
      set(element);
      element.dispatchEvent(new window.Event('input', { bubbles: true }));
    };
    expect(figure('available')).toBe('99.601 %');
    change('input[data-call="1"]', (box) => (box.checked = true));
    expect(figure('available')).toBe('99.601 % → 99.8 %');
    expect(figure('budget')).toBe('2.9 h → 86.4 min');
    expect(chain.textContent).toContain(
      'It would need 2 of 4 services. The longest chain answers after 200 ms → 100 ms',
    );
    change('input[data-call="0"]', (box) => (box.checked = true));
    expect(figure('available')).toBe('99.601 % → 99.9 %');
    change('input[name=availability]', (field) => (field.value = '99'));
    expect(figure('available')).toBe('96.06 % → 99 %');
    expect(chain.textContent).toContain('with every service at 99 %');
  });

  test('the button turns light into dark and back', () => {
    const window = open(page);
    const theme = window.document.querySelector('#theme')!;
    window.matchMedia = () => ({ matches: false });
    theme.dispatchEvent(new window.Event('click', {}));
    expect(window.document.querySelector('html')!.dataset['theme']).toBe('dark');
    theme.dispatchEvent(new window.Event('click', {}));
    expect(window.document.querySelector('html')!.dataset['theme']).toBe('light');
  });
});

const plain = await pageHtml(hostileSystem('plain'), options, hostileBeside('plain'));

describe('a name of any kind', () => {
  const shape = ({ document }: PageWindow): string[] =>
    [...document.querySelectorAll('body *')].map(
      (element) => `${element.tagName} ${element.getAttributeNames().sort().join(' ')}`,
    );

  test.each(HOSTILE_NAMES)('%j is text, and nothing else', async (name) => {
    const text = await pageHtml(hostileSystem(name), options, hostileBeside(name));
    expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|\p{Cs}/u);
    const window = open(text);
    const { document } = window;
    expect(document.querySelectorAll('script, style')).toHaveLength(2);
    const attributes = [...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames());
    expect(attributes.filter((attribute) => attribute.startsWith('on') || attribute === 'style')).toEqual([]);
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
    expect(links.filter((href) => !/^#[a-z0-9-]+$|^https:\/\/git\.example\/shop\/blob\/main\//.test(href))).toEqual([]);
    const known = new Set(shape(open(plain)));
    expect(shape(window).filter((element) => !known.has(element) && !/^(BR|SPAN) /.test(element))).toEqual([]);
    // The script works on it, too.
    type(window, name.slice(0, 20));
    follow(window, `#${document.querySelector('.box')?.dataset['node'] ?? ''}`);
    expect(shownView(document)).toMatch(/^service-/);
  });
});

test('lines and columns of a site stand in its link, whatever its file is called', async () => {
  const model = system({ services: [service('a', { evidence: [at('a b/#x?.ts', 3)] })] });
  expect(await pageHtml(model, options, beside)).toContain(
    'href="https://git.example/shop/blob/main/a%20b/%23x%3F.ts#L3"',
  );
});
