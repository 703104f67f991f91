import { fileURLToPath } from 'node:url';
import { readText } from '../io/read-text.ts';

/** What package.json of this program says. */
export function packageManifest(): Readonly<Record<string, unknown>> {
  const text = readText(fileURLToPath(new URL('../../package.json', import.meta.url)), 'package.json');
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
