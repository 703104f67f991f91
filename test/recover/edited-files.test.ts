import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { recoverSystem } from '../../src/recover/recover-system.ts';
import { shop, unguarded } from '../support/adoption-shop.ts';
import { writeFiles } from '../support/recover-files.ts';

const timeouts = ({ model }: Awaited<ReturnType<typeof recoverSystem>>) =>
  model.calls.map(({ policy }) => policy.timeout.state);

test('files can stand for those on the disk: other texts, files that are gone, and files that were not there', async () => {
  const root = writeFiles(shop);
  expect(timeouts(await recoverSystem(root))).toEqual(['set']);
  const edited = new Map([['orders/src/http.js', unguarded]]);
  expect(timeouts(await recoverSystem(root, { edited }))).toEqual(['absent']);
  expect(timeouts(await recoverSystem(root, { edited: new Map([['orders/src/pay.js', null]]) }))).toEqual([]);
  const bytes = Buffer.from("require('axios').get('http://payment:3000/ready');\n");
  const added = new Map([
    ['orders/src/ready.js', bytes],
    ['node_modules/axios/index.js', bytes],
  ]);
  expect(timeouts(await recoverSystem(root, { edited: added }))).toEqual(['set', 'absent']);
});

test('with a cache, the model from before a change is at hand, and that of today stays', async () => {
  const root = writeFiles(shop);
  const file = path.join(root, 'orders/src/http.js');
  const recover = async (edited?: ReadonlyMap<string, string>) => {
    const phases: string[] = [];
    const options = { cache: true, onProgress: (phase: string) => void phases.push(phase), ...(edited && { edited }) };
    return {
      states: timeouts(await recoverSystem(root, options)),
      isKnown: !phases.some((one) => one.startsWith('linking')),
    };
  };
  expect(await recover()).toEqual({ states: ['set'], isKnown: false });
  writeFileSync(file, unguarded);
  expect(await recover()).toEqual({ states: ['absent'], isKnown: false });
  const before = new Map([['orders/src/http.js', String(shop['orders/src/http.js'])]]);
  expect(await recover(before)).toEqual({ states: ['set'], isKnown: true });
  expect(await recover()).toEqual({ states: ['absent'], isKnown: true });
  const other = new Map([['orders/src/http.js', 'module.exports = {};\n']]);
  expect((await recover(other)).isKnown).toBe(false);
  expect((await recover(other)).isKnown).toBe(true);
  expect(await recover()).toEqual({ states: ['absent'], isKnown: true });
  rmSync(path.join(root, '.archwright'), { recursive: true });
});
