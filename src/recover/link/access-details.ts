import { repetitionOf } from '../libraries/repetition.ts';
import type { AccessShape, Site } from '../libraries/recogniser.ts';
import type { Lib } from './values.ts';

/** An access with the calls that made the object which is worked with, and with what making it again does. */
export function withOrigin(shape: AccessShape, lib: Lib, site: Site): AccessShape {
  const repetition = repetitionOf(shape, lib.path, site);
  return { ...shape, madeAt: madeAt(lib), ...(repetition !== undefined && { repetition }) };
}

function madeAt(lib: Lib): { file: string; call: number }[] {
  const sites: { file: string; call: number }[] = [];
  for (let at: Lib | undefined = lib; at; at = at.base) if (at.site) sites.push(at.site);
  return sites;
}
