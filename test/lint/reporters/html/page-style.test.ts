import { expect, test } from 'vitest';
import { pageStyle } from '../../../../src/lint/reporters/html/page-style.ts';

// What is written on what.
const PAIRS = [
  ['text', 'page'],
  ['text', 'card'],
  ['text', 'sunk'],
  ['text', 'highlight'],
  ['soft', 'page'],
  ['soft', 'card'],
  ['soft', 'sunk'],
  ['accent', 'page'],
  ['accent', 'card'],
  ['error', 'error-soft'],
  ['warning', 'warning-soft'],
  ['info', 'info-soft'],
  ['text', 'error-soft'],
  ['text', 'warning-soft'],
  ['text', 'info-soft'],
  ['on-mark', 'error'],
  ['on-mark', 'warning'],
  ['on-mark', 'info'],
] as const;

// Relative luminance, as the Web Content Accessibility Guidelines define it.
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

test.each(['light', 'dark'])('in the %s theme every text can be read on its ground', (theme) => {
  const [, block = ''] = new RegExp(`color-scheme: ${theme};([^}]*)`).exec(pageStyle) ?? [];
  const colors = new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, color]) => [name, color ?? '']),
  );
  const weak = PAIRS.map(([text, ground]) => ({
    pair: `${text} on ${ground}`,
    contrast: contrast(colors.get(text) ?? '', colors.get(ground) ?? ''),
  })).filter((one) => !(one.contrast >= 4.5));
  expect(weak).toEqual([]);
});
