import { createHash } from 'node:crypto';
import { JSDOM, type PageDocument, type PageElement, type PageWindow } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { html } from '../../../../src/lint/reporters/html/html.ts';
import { plainPalette, type ReportContext } from '../../../../src/lint/reporters/reporter.ts';
import { hostileResult, hostileSources, hostileTexts } from '../../../support/hostile-result.ts';
import { shopResult, shopSources } from '../../../support/shop-result.ts';

const context: ReportContext = {
  palette: plainPalette,
  width: 100,
  sources: shopSources,
  version: '1.2.3',
  prefix: '',
  sourceUrl: null,
};

const hostile = html(hostileResult(), { ...context, sources: hostileSources });
const page = html(shopResult(), context);

/** A page whose script ran. */
function open(text: string): PageWindow {
  return new JSDOM(text, { runScripts: 'dangerously' }).window;
}

function visible(document: PageDocument): PageElement[] {
  return [...document.querySelectorAll('article.finding')].filter(({ hidden }) => !hidden);
}

function shown(document: PageDocument): string[] {
  return visible(document)
    .map(({ dataset }) => dataset['rule'] ?? '')
    .sort();
}

function fire(
  { Event, KeyboardEvent }: PageWindow,
  target: PageElement | PageDocument,
  type: string,
  key?: string,
): void {
  const options = { bubbles: true, cancelable: true };
  target.dispatchEvent(key === undefined ? new Event(type, options) : new KeyboardEvent(type, { ...options, key }));
}

describe('a page of hostile names', () => {
  const document = new JSDOM(hostile).window.document;

  test('has no element and no handler but our own', () => {
    expect(document.querySelectorAll('script')).toHaveLength(1);
    expect(document.querySelectorAll('img, iframe, object, link, base, style ~ style')).toHaveLength(0);
    const attributes = [...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames());
    expect(attributes.filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
    expect(links.filter((href) => !/^(#|https:\/\/)/.test(href))).toEqual([]);
  });

  test('shows names as they are, and cuts long ones in the graph alone', () => {
    expect(document.querySelector('h1')?.textContent).toBe(hostileTexts.markup);
    const names = [...document.querySelectorAll('.node .name')].map(({ textContent }) => textContent ?? '');
    expect(names).toContain(hostileTexts.emoji);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(60);
    const titles = [...document.querySelectorAll('.node title')].map(({ textContent }) => textContent ?? '');
    expect(titles.some((title) => title.startsWith(hostileTexts.long))).toBe(true);
  });
});

test('the policy of the page allows its own style and script by their bytes, and nothing else', () => {
  const document = new JSDOM(page).window.document;
  const policy = document.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
  const hash = (selector: string): string =>
    createHash('sha256')
      .update(document.querySelector(selector)?.textContent ?? '')
      .digest('base64');
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${hash('style')}'; script-src 'sha256-${hash('script')}'; base-uri 'none'; form-action 'none'`,
  );
});

describe('the graph', () => {
  const document = new JSDOM(page).window.document;

  test('has a node for each service and an edge for each pair that calls', () => {
    const services = [...document.querySelectorAll('[data-service].node')].map((node) => node.dataset['service']);
    expect(services).toEqual(['customers', 'fraud', 'inventory', 'orders', 'payment']);
    const edges = [...document.querySelectorAll('.edge')].map(({ dataset }) => `${dataset['from']} > ${dataset['to']}`);
    expect(edges.sort()).toEqual([
      'service fraud > service customers',
      'service orders > service inventory',
      'service orders > service payment',
      'service payment > service fraud',
    ]);
  });

  test('edges carry the findings that their call sites prove', () => {
    const label = (to: string): string =>
      document.querySelector(`.spot[data-to="service ${to}"]`)?.getAttribute('aria-label') ?? '';
    expect(label('inventory')).toBe('orders → inventory: 1 call (http), 1 finding');
    expect(label('payment')).toBe('orders → payment: 1 call (http), 2 findings');
  });
});

describe('filters', () => {
  const rules = ['missing-timeout', 'hard-coded-endpoint', 'missing-health-check', 'sync-call-chain'];

  test('words, severity, rule and service narrow the list; Escape shows all again', async () => {
    const window = open(page);
    const { document } = window;
    const search = document.querySelector('#search')!;
    expect(shown(document)).toEqual([...rules].sort());
    search.value = 'DEADLINE axios';
    fire(window, search, 'input');
    expect(shown(document)).toEqual(['missing-timeout']);
    expect(document.querySelector('#shown')?.textContent).toBe('1 of 4');
    search.value = 'no such words';
    fire(window, search, 'input');
    expect(document.querySelector('#none')?.hidden).toBe(false);
    search.value = '';
    const errors = document.querySelector('input[value=error]')!;
    errors.checked = false;
    fire(window, errors, 'input');
    expect(shown(document)).toEqual(['missing-health-check', 'sync-call-chain']);
    const service = document.querySelector('#service')!;
    service.value = '=fraud';
    fire(window, service, 'input');
    expect(shown(document)).toEqual(['missing-health-check']);
    fire(window, document, 'keydown', 'Escape');
    // The form is empty only after the event.
    await new Promise((resolve) => setTimeout(resolve));
    expect(shown(document)).toHaveLength(4);
  });

  test('a node shows the findings of its service, a badge those of its edge; again shows all', () => {
    const window = open(page);
    const { document } = window;
    const node = document.querySelector('.node[data-service=payment]')!;
    fire(window, node, 'click');
    expect(shown(document)).toEqual(['hard-coded-endpoint']);
    expect(node.getAttribute('aria-pressed')).toBe('true');
    const badge = document.querySelector('.spot[data-to="service inventory"]')!;
    fire(window, badge, 'keydown', 'Enter');
    expect(shown(document)).toEqual(['missing-timeout']);
    fire(window, badge, 'click');
    expect(shown(document)).toHaveLength(4);
  });

  test('work for hostile services too', () => {
    const window = open(hostile);
    const { document } = window;
    const nodes = [...document.querySelectorAll('.node[data-service]')];
    const node = nodes.find(({ dataset }) => dataset['service'] === hostileTexts.cdata)!;
    fire(window, node, 'click');
    expect(visible(document).length).toBeGreaterThan(0);
    expect(visible(document).every(({ dataset }) => dataset['service'] === hostileTexts.cdata)).toBe(true);
  });
});

test('a clean result has no filters, and its script does not fail', () => {
  const clean = open(html({ ...shopResult(), findings: [], suppressed: [] }, context)).document;
  expect(clean.querySelector('#filters')).toBeNull();
  expect(clean.querySelector('#findings')?.textContent).toBe('No findings.');
  expect(clean.querySelector('#theme')?.hidden).toBe(false);
});
