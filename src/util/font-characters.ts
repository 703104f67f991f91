/** Whether a TrueType or OpenType font has a glyph for a code point; undefined for bytes that are no such font. */
export function fontCharacters(bytes: Uint8Array): ((codePoint: number) => boolean) | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const tables = mappings(view, tableOf(view, 'cmap'));
    return tables.length === 0 ? undefined : (codePoint) => tables.some((has) => has(codePoint));
  } catch (error) {
    // A table that reaches beyond the end of the file.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function tableOf(view: DataView, tag: string): number {
  const isFont = [0x00010000, 0x4f54544f, 0x74727565].includes(view.getUint32(0));
  for (let n = 0; isFont && n < view.getUint16(4); n++) {
    const at = 12 + 16 * n;
    const name = [0, 1, 2, 3].map((byte) => String.fromCharCode(view.getUint8(at + byte))).join('');
    if (name === tag) return view.getUint32(at + 8);
  }
  throw new RangeError(`no table ${tag}`);
}

// The two forms that fonts for Unicode have: 4 for the first plane, 12 for all of them.
function mappings(view: DataView, cmap: number): ((codePoint: number) => boolean)[] {
  return Array.from({ length: view.getUint16(cmap + 2) }, (_, n) => {
    const at = cmap + view.getUint32(cmap + 8 + 8 * n);
    const format = view.getUint16(at);
    return format === 4 ? segments(view, at) : format === 12 ? groups(view, at) : undefined;
  }).filter((has) => has !== undefined);
}

function segments(view: DataView, at: number): (codePoint: number) => boolean {
  const size = view.getUint16(at + 6);
  const ranges = Array.from({ length: size / 2 }, (_, n) => {
    const last = view.getUint16(at + 14 + 2 * n);
    return [view.getUint16(at + 16 + size + 2 * n), last] as const;
  });
  return (codePoint) => codePoint !== 0xffff && ranges.some(([first, last]) => first <= codePoint && codePoint <= last);
}

function groups(view: DataView, at: number): (codePoint: number) => boolean {
  const ranges = Array.from({ length: view.getUint32(at + 12) }, (_, n) => {
    const group = at + 16 + 12 * n;
    return [view.getUint32(group), view.getUint32(group + 4)] as const;
  });
  return (codePoint) => ranges.some(([first, last]) => first <= codePoint && codePoint <= last);
}
