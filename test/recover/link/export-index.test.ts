import { describe, expect, test } from 'vitest';
import { lowerFile } from '../../../src/recover/facts/lower-file.ts';
import { ExportIndex } from '../../../src/recover/link/export-index.ts';
import { resultOf } from '../../support/evaluate-files.ts';

type Files = Readonly<Record<string, string>>;

const app = (imported: string, files: Files): readonly string[] =>
  resultOf({ 'app.ts': `import ${imported} from './hosts';\nexport const result = host;`, ...files });

describe('what a barrel exports', () => {
  test.each<[string, string, Files, readonly string[]]>([
    [
      'a name behind two barrels',
      '{ host }',
      {
        'hosts.ts': "export * from './inner';",
        'inner.ts': "export * from './payment';",
        'payment.ts': "export const host = 'payment';",
      },
      ['payment'],
    ],
    [
      'a renamed name',
      '{ paymentHost as host }',
      {
        'hosts.ts': "export * from './inner';",
        'inner.ts': "export { host as paymentHost } from './payment';",
        'payment.ts': "export const host = 'payment';",
      },
      ['payment'],
    ],
    [
      'barrels that re-export each other',
      '{ host }',
      {
        'hosts.ts': "export * from './orders'; export * from './payment';",
        'orders.ts': "export * from './hosts'; export * from './payment';",
        'payment.ts': "export * from './orders'; export const host = 'payment';",
      },
      ['payment'],
    ],
    [
      'a name that two files export',
      '{ host }',
      {
        'hosts.ts': "export * from './orders'; export * from './payment';",
        'orders.ts': "export const host = 'orders';",
        'payment.ts': "export const host = 'payment';",
      },
      ['orders', 'payment'],
    ],
    [
      'a name of its own before one of others',
      '{ host }',
      {
        'hosts.ts': "export * from './orders'; export const host = 'payment';",
        'orders.ts': "export const host = 'orders';",
      },
      ['payment'],
    ],
    [
      'a default that is passed on by name',
      '{ payment as host }',
      {
        'hosts.ts': "export { default as payment } from './payment';",
        'payment.ts': "export default 'payment';",
      },
      ['payment'],
    ],
    [
      'a default that is passed on as the default',
      'host',
      { 'hosts.ts': "export { default } from './payment';", 'payment.ts': "export default 'payment';" },
      ['payment'],
    ],
    [
      'a name of a CommonJS file',
      '{ host }',
      { 'hosts.ts': "export * from './payment';", 'payment.js': "module.exports = { host: 'payment' };" },
      ['payment'],
    ],
    [
      'a name that nobody exports',
      '{ host }',
      { 'hosts.ts': "export * from './payment';", 'payment.ts': "export const port = '80';" },
      [],
    ],
  ])('%s', (_name, imported, files, expected) => expect(app(imported, files)).toEqual(expected));

  test('a whole package is among what it exports', () => {
    const files = { 'hosts.ts': "export * from './http';", 'http.ts': "export * from 'axios';" };
    expect(resultOf({ 'app.ts': "import { get } from './hosts';\nexport const result = get;", ...files })).toEqual([
      'axios:get',
    ]);
  });

  test('`export *` leaves out the default', () => {
    const files = { 'hosts.ts': "export * from './payment';", 'payment.ts': "export default 'payment';" };
    expect(app('host', files)).not.toContain('payment');
  });
});

test('barrels that all re-export each other are walked once for each name', () => {
  const layers = 10;
  const width = 30;
  const name = (layer: number, n: number): string => `layer-${layer}/part-${n}.ts`;
  const numbers = Array.from({ length: width }, (_, n) => n);
  const facts = new Map(
    Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) =>
      numbers.map((n) => {
        const stars = numbers.map((other) => `export * from '${name((layer + 1) % layers, other)}';`).join('\n');
        const file = name(layer, n);
        return [file, lowerFile(file, `${stars}\nexport const host${layer}x${n} = 'payment';`)] as const;
      }),
    ),
  );
  let resolved = 0;
  const index = new ExportIndex(facts, (_from, specifier) => {
    resolved += 1;
    return { file: specifier };
  });
  for (const file of facts.keys())
    for (let layer = 0; layer < layers; layer++)
      expect(index.origins(file, `host${layer}x0`)).toMatchObject([{ k: 'own', file: name(layer, 0) }]);
  expect(resolved).toBe(layers * width * width);
});
