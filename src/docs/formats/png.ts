import { createRequire } from 'node:module';
import type * as Rasteriser from '@resvg/resvg-wasm';
import { readBytes } from '../../io/read-bytes.ts';
import { fontCharacters } from '../../util/font-characters.ts';
import { UserError } from '../../util/user-error.ts';

/** A picture in pixels. */
export interface Picture {
  readonly bytes: Uint8Array;
  /** Characters of its text that no font has a shape for: they are missing in it. */
  readonly missing: readonly string[];
}

const RASTERISER = '@resvg/resvg-wasm';
const FONT = '@expo-google-fonts/arimo';
/** Twice as many pixels as points, for displays of today, as long as a picture of this many can be held in memory. */
const SCALE = 2;
const MOST_PIXELS = 64_000_000;

/**
 * Turns a picture of Graphviz into PNG, without a browser and with a font that comes along, so that the same picture
 * gives the same bytes on every machine. `font` names one more, for scripts that ours lacks. Throws UserError when the
 * packages that do it were not installed, or the font is none.
 */
export async function png(svgText: string, font?: string): Promise<Picture> {
  const own = ownFont();
  const fonts = [own, ...(font === undefined ? [] : [readBytes(font, 'the font')])];
  const known = fonts.map((bytes) => fontCharacters(bytes));
  if (known.includes(undefined)) {
    throw new UserError('this is no font in the form TrueType or OpenType', {
      ...(font !== undefined && { where: { file: font } }),
      help: 'name a file that ends in .ttf or .otf',
    });
  }
  const Resvg = await rasteriser();
  // What Graphviz measured text with has the widths of Helvetica, as this font has.
  const text = { fontBuffers: [...fonts], defaultFontFamily: 'Arimo', sansSerifFamily: 'Arimo' };
  const { width, height } = new Resvg(svgText);
  const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (width * height)));
  const image = new Resvg(svgText, { font: text, fitTo: { mode: 'zoom', value: scale } }).render();
  const has = (one: string): boolean => known.some((covers) => covers?.(one.codePointAt(0) ?? 0));
  return { bytes: image.asPng(), missing: lettersOf(svgText).filter((one) => !has(one)) };
}

async function rasteriser(): Promise<typeof Rasteriser.Resvg> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm').catch(notInstalled);
  loaded ??= initWasm(readBytes(pathOf(`${RASTERISER}/index_bg.wasm`), 'the rasteriser'));
  await loaded;
  return Resvg;
}

// It may be initialised once in a process.
let loaded: Promise<void> | undefined;

function ownFont(): Uint8Array {
  return readBytes(pathOf(`${FONT}/400Regular/Arimo_400Regular.ttf`), 'the font');
}

function pathOf(file: string): string {
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch {
    return notInstalled();
  }
}

function notInstalled(): never {
  throw new UserError(`"${RASTERISER}" and "${FONT}" are not installed, which draw PNG`, {
    help: `they are left out by "npm install --omit=optional"; install them, or export svg`,
  });
}

function lettersOf(svgText: string): readonly string[] {
  const texts = [...svgText.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => unescaped(text));
  return [...new Set(texts.join('').replace(/\s/g, ''))].sort();
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replace(/&[a-z]+;/g, '');
}
