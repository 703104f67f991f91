import { dirname, relative } from 'node:path/posix';
import type { SourceFile } from 'ts-morph';
import { atTop, lineAt, type Draft, type Operator } from '../mutant.ts';
import { pathOf, serviceOf, type System } from '../system.ts';

const rule = 'cross-service-import';

interface Reach {
  readonly from: SourceFile;
  readonly specifier: string;
  readonly isCommonJs: boolean;
}

// From each service's first file into a file of the next service.
function reaches(system: System): Reach[] {
  const own = system.sources.filter((source) => serviceOf(system, pathOf(source)) !== undefined);
  const services = [...new Set(own.map((source) => serviceOf(system, pathOf(source))))];
  return services.flatMap((service, index): Reach[] => {
    const next = services[(index + 1) % services.length];
    const [from] = own.filter((source) => serviceOf(system, pathOf(source)) === service);
    const to = own.find((source) => serviceOf(system, pathOf(source)) === next && source.getText().includes('export'));
    if (!from || !to || next === service) return [];
    const path = relative(dirname(pathOf(from)), pathOf(to));
    const isCommonJs = /\brequire\(/.test(from.getFullText()) && !/^(import|export) /m.test(from.getFullText());
    return [{ from, specifier: path.startsWith('.') ? path : `./${path}`, isCommonJs }];
  });
}

function inserted(line: (specifier: string) => string, forCommonJs: boolean): (system: System) => Iterable<Draft> {
  return function* (system) {
    for (const { from, specifier, isCommonJs } of reaches(system)) {
      if (isCommonJs !== forCommonJs) continue;
      const edit = atTop(from, line(specifier));
      const service = serviceOf(system, pathOf(from));
      // The line is put in front of what stood there.
      const first = lineAt(from.getFullText(), edit.start);
      yield { edits: [edit], expected: [[{ file: edit.file, from: first, to: first, service }]] };
    }
  };
}

/** Operators that reach into another service. */
export const imports: readonly Operator[] = [
  { name: 'import of another service', rule, mutants: inserted((path) => `import * as other from '${path}';`, false) },
  { name: 're-export of another service', rule, mutants: inserted((path) => `export * from '${path}';`, false) },
  { name: 'import() of another service', rule, mutants: inserted((path) => `const other = import('${path}');`, false) },
  { name: 'require of another service', rule, mutants: inserted((path) => `const other = require('${path}');`, true) },
];
