import type { Service } from '../model/system.ts';

// Names that Windows does not allow for a file, with any extension.
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const LONGEST = 60;

/** Path of each service's page in the documents' folder, by service id; no two differ only in case, none leaves the folder. */
export function servicePagePaths(services: readonly Service[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const paths = new Map<string, string>();
  for (const service of services) {
    const base = fileName(service.name);
    let name = base;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base}-${String(n)}`;
    taken.add(name.toLowerCase());
    paths.set(service.id, `services/${name}.md`);
  }
  return paths;
}

function fileName(name: string): string {
  const slug = [...name.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '-')]
    .slice(0, LONGEST)
    .join('')
    .replace(/^[-.]+|[-.]+$/g, '');
  return slug === '' || RESERVED.test(slug) ? `service-${slug}`.replace(/-$/, '') : slug;
}
