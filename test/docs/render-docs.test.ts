import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DocsOptions } from '../../src/docs/docs-context.ts';
import { renderDocs } from '../../src/docs/render-docs.ts';
import type { Subscription, SystemModel } from '../../src/model/system.ts';
import { HOSTILE_NAMES, hostileSystem } from './hostile-model.ts';
import { beside, hostileBeside, pageShop } from './page/shop-page.ts';
import { largeSystem } from './large-model.ts';
import { at, call, channel, endpoint, service, shop, system } from './shop-model.ts';
import { HANDLED } from '../support/sound-messaging.ts';

const options: DocsOptions = {
  source: { kind: 'relative', toRoot: '../..' },
  availability: 0.999,
  command: 'archwright docs',
};

describe('the shop', () => {
  const pages = renderDocs(shop(), options);

  test.each([...pages])('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(`./expected/shop/${path}`);
  });

  test('has a page per part and per service', () => {
    const parts = [
      'index.md',
      'communication.md',
      'events.md',
      'data.md',
      'chains.md',
      'endpoints.md',
      'sagas.md',
      'deployment.md',
      'decisions.md',
      'findings.md',
      'glossary.md',
    ];
    const services = ['catalogue', 'dispatch', 'inventory', 'orders', 'payment'].map((name) => `services/${name}.md`);
    expect([...pages.keys()]).toEqual([...parts, ...services]);
  });

  test('comes out the same twice', () => {
    expect([...renderDocs(shop(), options)]).toEqual([...pages]);
  });

  test('links only to its own pages and to files of the evidence', () => {
    const model = shop();
    const files = evidenceFiles(model);
    const wrong = [...pages].flatMap(([path, text]) =>
      links(text)
        .filter((target) => !target.startsWith('#'))
        .map((target) => posix.join(posix.dirname(path), target.replace(/#.*$/, '')))
        .filter((target) => !pages.has(target) && !files.has(posix.relative('../..', target))),
    );
    expect(wrong).toEqual([]);
  });
});

test('an Ingress and a route of a gateway stand with host, path and place', () => {
  const pages = renderDocs(pageShop(), options);
  const page = pages.get('deployment.md') ?? '';
  const row = (kind: string): string => page.split('\n').find((line) => line.includes(`| ${kind} |`)) ?? '';
  expect(row('Ingress')).toContain('`shop.example/customers`');
  expect(row('Ingress')).toContain('k8s/ingress.yaml#L12');
  expect(row('HTTPRoute')).toContain('`any host /people`');
  expect(pages.get('services/customers.md')).toContain('Open to the outside at `shop.example/customers` (Ingress)');
});

test('a channel of a pattern that is asked for as a call has a producer; one of nobody has none', () => {
  const [own, other] = [service('one'), service('two')];
  const asked = channel('order.placed');
  const silent = channel('order.lost');
  const from = endpoint('one', 'POST', '/orders');
  const taken = (id: string): Subscription => ({
    service: 'two',
    channel: id,
    ...HANDLED,
    evidence: [at('two/main.ts', 4)],
  });
  const { events } = eventsOf(
    system({
      services: [own, other],
      endpoints: [from],
      calls: [call(from, from, { to: 'two', toEndpoint: null, protocol: 'rpc', method: null, path: 'order.placed' })],
      channels: [asked, silent],
      subscriptions: [taken(asked.id), taken(silent.id)],
    }),
  );
  expect(events('order.placed')).toContain('[one](services/one.md) with a call');
  expect(events('order.placed')).toContain('| **not known** |');
  expect(events('order.lost')).toContain('**nobody known**');
});

function eventsOf(model: SystemModel): { readonly events: (name: string) => string } {
  const page = renderDocs(model, options).get('events.md') ?? '';
  return { events: (name) => page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '' };
}

test('libraries stand on the first page with who depends on them, and only where there are some', () => {
  const money = {
    id: 'libs/money',
    name: 'money',
    path: 'libs/money',
    kind: 'library',
    language: 'typescript',
  } as const;
  const evidence = [{ file: 'libs/money/package.json', line: 2, column: 3 }];
  const index = (model: SystemModel): string => renderDocs(model, options).get('index.md') ?? '';
  const [first] = shop().services;
  const known = index({ ...shop(), libraries: [{ ...money, users: [first?.id ?? ''], evidence }] });
  expect(known).toMatch(
    new RegExp(`\\| money +\\| TypeScript +\\| \\[${first?.name ?? ''}\\]\\(services/.* +\\|.*libs/money/package.json`),
  );
  expect(index(shop())).not.toContain('## Libraries');
  const canvas = renderDocs({ ...shop(), libraries: [{ ...money, users: [first?.id ?? ''], evidence }] }, options).get(
    `services/${first?.name ?? ''}.md`,
  );
  expect(canvas).toMatch(/## Libraries\n\n- money, \[libs\/money\/package\.json:2\]/);
});

test('the catalogue of events names each sender once, with the places that send, and says which names are not known', () => {
  const model = shop();
  const [use] = model.publications;
  if (!use) throw new Error('the shop publishes');
  const at = (line: number) => [{ file: 'orders/src/other.ts', line, column: 1 }];
  const more = [41, 42, 43, 44].map((line) => ({ ...use, evidence: at(line) }));
  const unnamed = { id: 'kafka:orders:{…}', broker: 'kafka', name: '{…}' };
  const page = renderDocs(
    {
      ...model,
      channels: [...model.channels, unnamed],
      publications: [...model.publications, ...more, { ...use, channel: unnamed.id }],
    },
    options,
  ).get('events.md');
  const row = page?.split('\n').find((line) => line.startsWith('| `') && line.includes('other.ts:41'));
  expect(row?.split('|')[3]?.match(/\]\(services\//g)).toHaveLength(1);
  expect(row).toContain('and 2 more');
  expect(page).toMatch(/^\| name not known +\| kafka/m);
  expect(page).not.toContain('{…}');
});

test('many calls stand under who makes them, so that there is a place to jump to', () => {
  const model = shop();
  const [call] = model.calls;
  if (!call) throw new Error('the shop calls');
  const many = Array.from({ length: 61 }, (_, n) => ({ ...call, id: `${call.id}#${String(n)}` }));
  const page = (calls: typeof many): string => renderDocs({ ...model, calls }, options).get('communication.md') ?? '';
  const caller = model.services.find(({ id }) => id === call.from)?.name ?? '';
  expect(page(many)).toContain(`### From ${caller}\n\n| To `);
  expect(page(many.slice(1))).not.toContain('### From');
});

test('links to a repository by its URL, with the line', () => {
  const source = { kind: 'url', base: 'https://github.com/acme/shop/blob/main' } as const;
  const page = renderDocs(shop(), { ...options, source }).get('services/orders.md');
  expect(page).toContain('(https://github.com/acme/shop/blob/main/orders/src/clients/payment.ts#L14)');
  expect(page).not.toContain('](../../');
});

test('links from a folder anywhere', () => {
  const source = { kind: 'relative', toRoot: '../repo with space' } as const;
  const pages = renderDocs(shop(), { ...options, source });
  expect(pages.get('data.md')).toContain('(../repo%20with%20space/orders/src/db.ts#L3)');
  expect(pages.get('services/orders.md')).toContain('(../../repo%20with%20space/orders/src/db.ts#L3)');
});

test('computes with the availability that it is given', () => {
  const chains = renderDocs(shop(), { ...options, availability: 0.99 }).get('chains.md');
  // 0.99^3 and 0.99^4
  expect(chains).toContain('Available: 97.03 %, from 3 services at 99 % each;');
  expect(chains).toContain('| 96.06 % |');
});

test('says of an empty system that nothing was found, on every page', async () => {
  const text = [...renderDocs(system(), options)].map(([path, page]) => `[${path}]\n${page}`).join('\n');
  await expect(text).toMatchFileSnapshot('./expected/empty-system.txt');
});

test('says of services in other languages that they were not read, and claims nothing about them', () => {
  const foreign = {
    language: 'php',
    frameworks: [],
    ports: [80],
    listens: [],
    health: { state: 'unknown', evidence: [] },
    shutdown: { state: 'unknown', evidence: [] },
  } as const;
  const model = system({ services: [service('ratings', foreign), service('web', { ...foreign, language: 'ruby' })] });
  const pages = renderDocs(model, options);
  expect(pages.get('index.md')).toContain(
    '| [ratings](services/ratings.md) | service | PHP (not understood) | ? | ? | ? | ? | ? | ? | unknown |',
  );
  expect(pages.get('index.md')).toContain('is written in Ruby, which is not read');
  expect(pages.get('services/ratings.md')).not.toContain('was found');
});

test('keeps services apart whose names differ only in case or in what a file name cannot hold', () => {
  const names = ['orders', 'Orders', 'orders/', '../orders', 'nul', '..', ''];
  const model = system({ services: names.map((name, n) => ({ ...service(name), id: `${String(n)} ${name}` })) });
  const paths = [...renderDocs(model, options).keys()].filter((path) => path.startsWith('services/'));
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(names.length);
  expect(paths.filter((path) => !/^services\/[\w-][\w.-]*\.md$/.test(path))).toEqual([]);
  expect(paths).not.toContain('services/nul.md');
});

test('decisions, findings, deployment and sagas stand on pages of their own, and with their service', () => {
  const saga = {
    name: 'place-order',
    service: 'orders',
    style: 'orchestration',
    evidence: at('archwright.yaml', 12),
    steps: [
      { service: 'payment', request: 'POST /charges', undo: 'POST /refunds', timeout: 2000, pivot: false },
      { service: 'mail', request: 'POST /mails', undo: null, timeout: 500, pivot: true },
    ],
  };
  const pages = renderDocs(pageShop(), options, { ...beside, sagas: [saga] });
  expect(pages.get('decisions.md')).toContain('Names [payment](services/payment.md) [docs/decisions/0002-charge.md:9]');
  expect(pages.get('findings.md')).toContain('| error | [payment](services/payment.md) |');
  expect(pages.get('deployment.md')).toContain('| [orders](services/orders.md) | a port that compose publishes |');
  expect(pages.get('sagas.md')).toContain('opt a later step fails\n    s_orders-->>s_payment: POST /refunds\n  end');
  expect(pages.get('endpoints.md')).toContain('| 4 services | 99.601 % |');
  expect(pages.get('services/payment.md')).toContain(
    '## Decisions that name it\n\n- ADR-0002: Charge before shipping (accepted)',
  );
  expect(pages.get('services/orders.md')).not.toContain('ADR-0002');
  expect(pages.get('glossary.md')).toContain('| `order.placed` | channel |');
});

test('a decision stands with a service only when its text marks the name as one', () => {
  const [decision] = beside.decisions ?? [];
  const named = (text: string, isTitle = false): boolean => {
    const decisions = decision && [{ ...decision, lines: [{ number: 3, text, isTitle }] }];
    const page = renderDocs(system({ services: [service('web'), service('order-mail')] }), options, {
      ...beside,
      decisions: decisions ?? [],
    });
    return ['services/web.md', 'services/order-mail.md'].some((path) =>
      page.get(path)?.includes('## Decisions that name it'),
    );
  };
  expect(named('We publish the API on the web.')).toBe(false);
  expect(named('For the web', true)).toBe(false);
  expect(named('`web` renders on the server')).toBe(true);
  expect(named('the web service renders on the server')).toBe(true);
  expect(named('order-mail sends it')).toBe(true);
  expect(named('order-mails are sent')).toBe(false);
});

test('three hundred services in one circle make pages that GitHub shows, which say what is left out', () => {
  const pages = renderDocs(largeSystem(300), options);
  for (const path of ['chains.md', 'endpoints.md']) expect(pages.get(path)?.length, path).toBeLessThan(500_000);
  const chains = pages.get('chains.md') ?? '';
  expect(chains).toContain('280 endpoints more stand in a large circle with some of these');
  expect(chains).toMatch(/\d+ hops more are not shown/);
  expect(pages.get('endpoints.md')).toMatch(/GET \/service-299` .*300 services/);
});

describe.each(HOSTILE_NAMES)('with everything named %j', (name) => {
  const pages = [...renderDocs(hostileSystem(name), options, hostileBeside(name))];

  test('no HTML and no comment comes from a name', () => {
    const markup = pages.flatMap(([path, text]) => {
      const body = text
        .split('\n')
        .slice(2)
        .join('\n')
        .replace(/^<!-- \/?archwright:keep(?: notes)? -->$/gm, '');
      return (outsideCode(body).match(/<[^\n]*/g) ?? []).map((found) => `${path}: ${found}`);
    });
    expect(markup).toEqual([]);
  });

  test('no link but to pages and files', () => {
    const targets = pages
      .flatMap(([, text]) => links(text))
      .filter((target) => !/^(#|\.\.?\/|services\/|[\p{L}\p{N}%_.-]+\.md$)/u.test(target));
    expect(targets).toEqual([]);
  });

  test('tables keep their columns', () => {
    for (const [path, text] of pages) {
      const lines = outsideFences(text).split('\n');
      for (const [number, line] of lines.entries()) {
        if (!line.startsWith('|')) continue;
        const head = lines.slice(0, number + 1).findLastIndex((other) => !other.startsWith('|')) + 1;
        expect(line.split('|').length, `${path}: ${line}`).toBe(lines[head]?.split('|').length);
      }
    }
  });

  test('headings and lists are those of the page', () => {
    const shape = (text: string): readonly string[] =>
      outsideFences(text)
        .split('\n')
        .map((line) => /^(#{1,6} |- |\d+[.)] |```|---|===|> |\||<!--)?/.exec(line)?.[0] ?? '');
    const plain = renderDocs(hostileSystem('plain'), options, hostileBeside('plain'));
    const page = pages.find(([path]) => path === 'communication.md')?.[1] ?? '';
    expect(shape(page)).toEqual(shape(plain.get('communication.md') ?? ''));
  });
});

function links(text: string): readonly string[] {
  return [...outsideCode(text).matchAll(/\]\(([^)]*)\)/g)].map((match) => match[1] ?? '');
}

function outsideFences(text: string): string {
  return text.replace(/^```mermaid\n[\s\S]*?^```$/gm, '');
}

function outsideCode(text: string): string {
  return outsideFences(text).replace(/`[^`\n]*`/g, '');
}

function evidenceFiles(model: SystemModel): ReadonlySet<string> {
  const files = new Set(model.services.map(({ path }) => path));
  JSON.stringify(model, (key, value: unknown) => {
    if (key === 'file' && typeof value === 'string') files.add(value);
    return value;
  });
  files.delete(at('', 1).file);
  return files;
}
