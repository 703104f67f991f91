/** How many levels of YAML are read at most. */
export const deepestNesting = 400;

/**
 * True when a YAML text may be nested deeper than `deepestNesting`, told without parsing it: an upper bound, since
 * brackets in strings count too.
 */
export function isDeeplyNested(text: string): boolean {
  if (/^ *(?:[-?:] +){400}/m.test(text)) return true;
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > deepestNesting) return true;
  }
  return / {400}\S/.test(text) && deepestIndent(text) > deepestNesting;
}

/** How many lines in a row are each indented further than the one before. */
function deepestIndent(text: string): number {
  let deepest = 0;
  const open: number[] = [];
  for (const [, spaces = ''] of text.matchAll(/^( *)[^\s#]/gm)) {
    while (open.length > 0 && (open.at(-1) ?? 0) >= spaces.length) open.pop();
    open.push(spaces.length);
    deepest = Math.max(deepest, open.length);
  }
  return deepest;
}
