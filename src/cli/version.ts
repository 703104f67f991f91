import { fileURLToPath } from 'node:url';
import { readText } from '../io/read-text.ts';

/** Archwright's own version. */
export function version(): string {
  const text = readText(fileURLToPath(new URL('../../package.json', import.meta.url)), 'package.json');
  const manifest: unknown = JSON.parse(text);
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
