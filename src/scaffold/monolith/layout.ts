import { posix } from 'node:path';
import type { Blueprint, ServiceSpec } from '../../blueprint/blueprint.ts';

/** The services that run as modules of the monolith; none among microservices. */
export function modulesOf({ system, services }: Blueprint): readonly ServiceSpec[] {
  return system.shape === 'modular-monolith'
    ? services.filter(({ standalone, existing }) => !standalone && existing === null)
    : [];
}

/** Where a file of a service lies when the service is a module; both paths relative to their package. */
export function moduleFile(module: string, file: string): string {
  if (file.startsWith('src/platform/')) return file;
  if (file.startsWith('src/')) return `src/modules/${module}/${file.slice('src/'.length)}`;
  if (file === 'test/upstream.ts') return file;
  return file.startsWith('test/') ? `test/modules/${module}/${file.slice('test/'.length)}` : file;
}

/** The way back: where a file of a module lies when the module is a service; undefined for files that are not the module's. */
export function serviceFile(module: string, file: string): string | undefined {
  for (const folder of ['src', 'test']) {
    const prefix = `${folder}/modules/${module}/`;
    if (file.startsWith(prefix)) return `${folder}/${file.slice(prefix.length)}`;
  }
  return undefined;
}

/**
 * A TypeScript text as it reads after its file has gone from one place to another and what it imports has gone along:
 * `move` tells where a file lies afterwards, undefined for one that stays out of sight, whose import is left as it is.
 */
export function relocate(text: string, from: string, to: string, move: (file: string) => string | undefined): string {
  return text.replace(
    /(\bfrom\s+|\bimport\s*\(?\s*)'(\.{1,2}\/[^'\n]+)'/g,
    (whole, before: string, specifier: string) => {
      const target = move(posix.join(posix.dirname(from), specifier));
      if (target === undefined) return whole;
      const path = posix.relative(posix.dirname(to), target);
      return `${before}'${path.startsWith('.') ? path : `./${path}`}'`;
    },
  );
}
