import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readText } from '../io/read-text.ts';
import { readTree } from '../io/read-tree.ts';
import { sha256 } from './manifest.ts';
import type { Templates } from './render-service.ts';

/** The templates of this installation. */
export function readTemplates(folder: string = fileURLToPath(new URL('../../templates', import.meta.url))): Templates {
  const templates = new Map<string, string>();
  for (const part of ['platform/src', 'service', 'system', 'monolith', 'library'])
    for (const [path, text] of readTree(join(folder, part))) templates.set(`${part}/${path}`, text);
  for (const name of ['versions.json', 'locks.json'])
    templates.set(`platform/${name}`, readText(join(folder, 'platform', name), 'a file of this installation'));
  return templates;
}

/** SHA-256 over all templates. */
export function hashTemplates(templates: Templates): string {
  return sha256(JSON.stringify([...templates].sort(([a], [b]) => (a < b ? -1 : 1))));
}
