import { fileURLToPath } from 'node:url';
import { readText } from '../../io/read-text.ts';

// One scope for all: each file uses what stands in those before it.
const SCRIPTS = ['arithmetic', 'map', 'views', 'search', 'what-if', 'keys'];

/** The script of the page and its style, as they are shipped in `templates/page`. */
export function pageAssets(): { readonly script: string; readonly style: string } {
  const read = (file: string): string =>
    readText(
      fileURLToPath(new URL(`../../../templates/page/${file}`, import.meta.url)),
      'a part of the page',
    ).replaceAll('\r\n', '\n');
  const parts = SCRIPTS.map((name) => read(`${name}.js`));
  return { script: `(() => {\n'use strict';\n${parts.join('\n')}})();\n`, style: read('page.css') };
}
