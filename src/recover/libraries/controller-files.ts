import { posix } from 'node:path';
import type { Value } from '../link/values.ts';
import type { Site } from './recogniser.ts';
import { tailOf } from './served-documents.ts';

/**
 * The source files of a controller that a document or a table of routes names: `Orders`, `routes/orders`. `folder` is where
 * controllers are, as far as it is told; otherwise it is any folder of the package.
 */
export function controllerFiles(site: Site, name: string, folder: readonly Value[]): readonly string[] {
  const { program } = site.evaluator;
  const home = program.packageOf(site.file);
  const wanted = name.replace(/\.[cm]?[jt]s$/, '').replace(/^[./]+/, '');
  const all = [...program.files.keys()].filter(
    (file) => program.packageOf(file) === home && `/${file.replace(/\.[cm]?[jt]s$/, '')}`.endsWith(`/${wanted}`),
  );
  const folders = folder.map((value) => (value.t === 'text' ? posix.basename(tailOf(value)) : '')).filter(Boolean);
  const inside = all.filter((file) => folders.some((one) => `/${file}`.includes(`/${one}/`)));
  return inside.length > 0 ? inside : all.slice(0, 1);
}
