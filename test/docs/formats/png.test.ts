import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exportFile, exportPicture } from '../../../src/docs/formats/export-model.ts';
import { png } from '../../../src/docs/formats/png.ts';
import { fontCharacters } from '../../../src/util/font-characters.ts';
import { hostileSystem } from '../hostile-model.ts';
import { shop } from '../shop-model.ts';

const options = { owner: 'team-shop', version: '1.0.0' };

function sizeOf(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  expect([...bytes.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

test('a picture in pixels has the text of the drawing, twice its size, and the same bytes each time', async () => {
  const drawn = await exportFile(shop(), 'svg', options);
  const { bytes, missing } = await exportPicture(shop());
  expect(missing).toEqual([]);
  expect((await exportPicture(shop())).bytes).toEqual(bytes);
  const [, width = '', height = ''] = /width="(\d+)pt" height="(\d+)pt"/.exec(drawn) ?? [];
  const size = sizeOf(bytes);
  expect(size.width / size.height).toBeCloseTo(Number(width) / Number(height), 1);
  expect(size.width).toBeGreaterThan(2 * Number(width));
  const mute = drawn.replace(/<text[^>]*>[^<]*<\/text>/g, '');
  expect(mute).not.toBe(drawn);
  expect((await png(mute)).bytes.length).toBeLessThan(0.9 * bytes.length);
});

test('a huge picture is drawn smaller', async () => {
  const { bytes } = await png(
    '<svg xmlns="http://www.w3.org/2000/svg" width="12000" height="11000"><text>a</text></svg>',
  );
  const { width, height } = sizeOf(bytes);
  expect(width * height).toBeLessThan(64_100_000);
  expect(width / height).toBeCloseTo(12 / 11, 2);
});

test('Latin, Cyrillic and Greek are drawn; what the font lacks is told', async () => {
  expect((await exportPicture(hostileSystem('été заказы Ωmega'))).missing).toEqual([]);
  expect((await exportPicture(hostileSystem('заказы-日本'))).missing).toEqual(['日', '本']);
});

test('one more font is read, and what is none is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'archwright-font-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const own = createRequire(import.meta.url).resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf');
  const text = join(folder, 'font.ttf');
  writeFileSync(text, 'no font');
  expect((await exportPicture(shop(), own)).missing).toEqual([]);
  await expect(exportPicture(shop(), text)).rejects.toThrow('this is no font in the form TrueType or OpenType');
  await expect(exportPicture(shop(), join(folder, 'none.ttf'))).rejects.toThrow('cannot be read (it does not exist)');
  const half = readFileSync(own).subarray(0, 600);
  expect(fontCharacters(half)).toBeUndefined();
});
