import { libraryPackageJson, type Versions } from '../package-json.ts';
import { outputPath, renderTemplate, type Templates } from '../render-service.ts';
import type { LibraryView } from '../views/library-view.ts';

/** The files of one library, by path relative to its folder. */
export function renderLibrary(view: LibraryView, templates: Templates, versions: Versions): Map<string, string> {
  const files = new Map([['package.json', libraryPackageJson(view.package, versions)]]);
  for (const name of ['README.md.hbs', 'src/index.ts.hbs', 'test/index.test.ts.hbs', 'tsconfig.build.json'])
    files.set(outputPath(name), renderTemplate(templates, `library/${name}`, view));
  // It is checked as strictly as services are.
  files.set('tsconfig.json', renderTemplate(templates, 'service/tsconfig.json.hbs', { has: { nest: false } }));
  return files;
}
