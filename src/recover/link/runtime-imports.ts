import type { FileFacts } from '../facts/file-facts.ts';

/** What a file loads when it runs: an import of types only is gone by then. */
export function runtimeImports({ imports, importSites }: FileFacts): readonly string[] {
  return imports.filter((_specifier, index) => {
    const { typesOnly, erased } = importSites[index] ?? {};
    return typesOnly !== true && erased !== true;
  });
}
