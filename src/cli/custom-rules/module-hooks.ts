import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { readText } from '../../io/read-text.ts';

/** What begins the address of something that is looked for from another place than this file. */
export const FROM = 'archwright-from:';

/**
 * Node's way of finding modules, with two additions: `archwright-from:<name> <address>` looks for a package as the module
 * at that address would, and `archwright` is this very program, also where it is not installed.
 */
export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier.startsWith(FROM)) {
    const [name = '', parentURL] = specifier.slice(FROM.length).split(' ');
    return next(name, { ...context, ...(parentURL !== undefined && { parentURL }) });
  }
  return next(specifier, specifier === 'archwright' ? { ...context, parentURL: import.meta.url } : context);
};

/** Node's way of loading modules; TypeScript is understood on every version of Node. */
export const load: LoadHook = async (url, context, next) => {
  const isTypeScript = url.startsWith('file:') && /\.m?ts$/.test(new URL(url).pathname);
  if (!isTypeScript) return next(url, context);
  const { javascriptOf } = await import('../../recover/facts/javascript-of.ts');
  const file = fileURLToPath(url);
  return { format: 'module', source: javascriptOf(file, readText(file, 'the module')), shortCircuit: true };
};
