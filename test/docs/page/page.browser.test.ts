import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageHtml } from '../../../src/docs/page/page-html.ts';
import { HOSTILE_NAMES, hostileSystem } from '../hostile-model.ts';
import { largeSystem } from '../large-model.ts';
import { beside, hostileBeside, options, pageDrift, pageShop } from './shop-page.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium) console.log(`no Chromium at ${executablePath}: tests of pages in a browser are skipped`);

const folder = mkdtempSync(join(tmpdir(), 'archwright-page-'));
let browser: Browser | undefined;

beforeAll(async () => {
  if (hasChromium) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  /** Requests, messages of the console, dialogs and errors: whatever must not happen. */
  readonly noise: readonly string[];
}

/** A page opened without a network. */
async function open(html: string, width = 1440, hash = ''): Promise<Opened> {
  if (!browser) throw new Error('Chromium was not started');
  const file = join(folder, `${String(Math.abs(hashOf(html)))}.html`);
  writeFileSync(file, html);
  const context = await browser.newContext({ viewport: { width, height: 900 }, offline: true });
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('dialog', (dialog) => {
    noise.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== page.url() && !request.url().startsWith(`file://${file}`)) noise.push(request.url());
  });
  await page.goto(`file://${file}${hash}`);
  return { page, noise };
}

function hashOf(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) | 0, 7);
}

/** Pairs of labels that touch, and labels that stick out of their box, as drawn. */
async function geometry(page: Page): Promise<readonly string[]> {
  const script = `(() => {
    const boxes = [...document.querySelectorAll('.box')].filter((box) => box.getClientRects().length > 0 && getComputedStyle(box).display !== 'none');
    const faults = [];
    const shapes = boxes.map((box) => ({ name: box.dataset.node, rect: box.querySelector('.shape').getBoundingClientRect(), box }));
    for (const { name, rect, box } of shapes) {
      for (const text of box.querySelectorAll('.name, .detail')) {
        const own = text.getBoundingClientRect();
        if (own.left < rect.left - 1 || own.right > rect.right + 1) faults.push(name + ' sticks out');
      }
    }
    shapes.forEach((one, n) => shapes.slice(n + 1).forEach((other) => {
      const apart = one.rect.right <= other.rect.left || other.rect.right <= one.rect.left || one.rect.bottom <= other.rect.top || other.rect.bottom <= one.rect.top;
      if (!apart) faults.push(one.name + ' on ' + other.name);
    }));
    return faults;
  })()`;
  return page.evaluate(script);
}

const evaluate = async (page: Page, script: string): Promise<string> => String(await page.evaluate(script));
const focused = (page: Page): Promise<string> =>
  evaluate(
    page,
    `document.activeElement.dataset.node ?? (document.activeElement.id || document.activeElement.tagName)`,
  );
const shown = (page: Page): Promise<string> => evaluate(page, `document.querySelector('.view.shown').id`);

describe.runIf(hasChromium)('in Chromium', () => {
  test.each([1440, 390])('labels neither overlap nor stick out, %d pixels wide', async (width) => {
    const model = largeSystem(60);
    const calls = model.calls.filter(({ from }) => Number(from.slice(-3)) % 5 !== 4);
    const { page, noise } = await open(await pageHtml({ ...model, calls }, options, beside), width);
    expect(await geometry(page)).toEqual([]);
    expect(await evaluate(page, 'document.documentElement.scrollWidth <= innerWidth')).toBe('true');
    expect(noise).toEqual([]);
  });

  test('the whole way with keys alone: search, map, canvas, chain, what-if, and back', async () => {
    const { page, noise } = await open(await pageHtml(pageShop(), options, beside));
    await page.keyboard.press('/');
    expect(await focused(page)).toBe('search');
    await page.keyboard.type('fraud');
    await page.keyboard.press('Enter');
    await page.locator('#service-fraud.shown').waitFor();
    expect(await focused(page)).toBe('service-fraud-title');
    await page.keyboard.press('Escape');
    expect([await shown(page), await focused(page)]).toEqual(['overview', 'service-fraud']);
    const ring = await evaluate(page, `getComputedStyle(document.activeElement.querySelector('.shape')).strokeWidth`);
    expect(Number.parseFloat(ring)).toBeGreaterThan(3);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    const now = await focused(page);
    expect(now).not.toBe('service-fraud');
    await page.keyboard.press('Enter');
    await page.locator(`#${now}.shown`).waitFor();
    await page.goto(`${page.url().split('#')[0] ?? ''}#chain-orders-post-orders`);
    await page.locator('.view.shown input[data-call="0"]').focus();
    await page.keyboard.press('Space');
    expect(await page.locator('.view.shown [data-figure=available]').textContent()).toBe('99.601 % → 99.9 %');
    expect(noise).toEqual([]);
  });

  test('Tab reaches every control, in order, and the map is one stop', async () => {
    const { page } = await open(await pageHtml(pageShop(), options, beside));
    const stops: string[] = [];
    for (let n = 0; n < 18; n++) {
      await page.keyboard.press('Tab');
      stops.push(
        await evaluate(
          page,
          `document.activeElement.dataset.node ? 'map' : document.activeElement.id || document.activeElement.value || document.activeElement.dataset.zoom || document.activeElement.textContent.trim()`,
        ),
      );
    }
    expect(stops.slice(0, 17)).toEqual([
      ...[
        'To the text',
        'shop',
        '5 services',
        '1 chain',
        '1 finding',
        '1 decision',
        'not known',
        'search',
        'theme',
        'map',
      ],
      ...['sync', 'async', 'data', 'deployment', 'in', 'out', 'fit'],
    ]);
  });

  test('the wheel and dragging move the map; a drag opens nothing', async () => {
    const { page } = await open(await pageHtml(pageShop(), options, beside));
    const box = (): Promise<string> => evaluate(page, `document.querySelector('#graph').getAttribute('viewBox')`);
    const first = await box();
    const name = await page.locator('[data-node=service-payment] .name').boundingBox();
    if (!name) throw new Error('the box of payment is not drawn');
    await page.mouse.move(name.x, name.y);
    await page.mouse.wheel(0, -300);
    const second = await box();
    expect(second).not.toBe(first);
    await page.mouse.down();
    await page.mouse.move(name.x + 80, name.y + 40, { steps: 4 });
    await page.mouse.up();
    expect(await box()).not.toBe(second);
    expect(await shown(page)).toBe('overview');
    await page.keyboard.press('0');
    expect(await box()).toBe(first);
  });

  test('drift is a way to go: from its part to the box on the map, and to a service that is only declared', async () => {
    const { page, noise } = await open(await pageHtml(pageShop(), options, { ...beside, drift: pageDrift() }));
    await page.locator('nav a[href="#drift"]').click();
    await page.locator('#drift.shown .finding a[href="#service-fraud"]').click();
    await page.locator('#service-fraud.shown .finding.drift').waitFor();
    const color = (selector: string): Promise<string> =>
      evaluate(page, `getComputedStyle(document.querySelector('${selector}')).stroke`);
    expect(await color('.line.drift .stroke')).not.toBe(await color('.line.sync:not(.drift) .stroke'));
    await page.locator('[data-node=missing-1]').focus();
    await page.keyboard.press('Enter');
    await page.locator('#missing-1.shown').waitFor();
    expect(await geometry(page)).toEqual([]);
    expect(noise).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('text stands out enough from what is behind it, %s', async (colorScheme) => {
    const { page } = await open(
      await pageHtml(pageShop(), options, { ...beside, drift: pageDrift() }),
      1440,
      '#service-fraud',
    );
    await page.emulateMedia({ colorScheme });
    const script = `(() => {
      const channels = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
      const light = (color) => { const [r, g, b] = channels(color).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const behind = (element) => { for (let at = element; at; at = at.parentElement) { const color = getComputedStyle(at).backgroundColor; if (!/, 0\\)$/.test(color)) return color; } return 'rgb(255, 255, 255)'; };
      const texts = [...document.querySelectorAll('header *, .tools *, .view.shown *')].filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '') && element.getClientRects().length > 0 && !element.classList.contains('skip'));
      return texts.flatMap((element) => { const [a, b] = [light(getComputedStyle(element).color), light(behind(element))]; const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); return ratio < 4.5 ? [element.tagName + '.' + element.className + ' ' + ratio.toFixed(2)] : []; });
    })()`;
    expect(await page.evaluate(script)).toEqual([]);
  });

  test('on paper every view is there, and no control', async () => {
    const { page } = await open(await pageHtml(pageShop(), options, beside), 800);
    await page.emulateMedia({ media: 'print' });
    expect(
      await evaluate(page, `[...document.querySelectorAll('.view')].every((view) => view.getClientRects().length > 0)`),
    ).toBe('true');
    expect(
      await evaluate(
        page,
        `['form', '.tools', 'nav', '#theme', '.what-if'].filter((selector) => document.querySelector(selector).getClientRects().length > 0).join()`,
      ),
    ).toBe('');
  });

  test.each(HOSTILE_NAMES)(
    'with everything named %j nothing runs, nothing is asked for, nothing overlaps',
    async (name) => {
      const { page, noise } = await open(await pageHtml(hostileSystem(name), options, hostileBeside(name)));
      await page.locator('.box').first().focus();
      await page.keyboard.press('Enter');
      await page.locator('.view.shown:not(#overview)').waitFor();
      expect(noise).toEqual([]);
      expect(await geometry(page)).toEqual([]);
      await page.context().close();
    },
  );
});
