import { join } from 'node:path';
import { relative } from 'node:path/posix';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { inFolder, linkPackages, repository, run } from './generated-system.ts';

/**
 * What the compiler says about generated systems (by name) under the settings that they come with, tests included; '' for
 * nothing. They are one program: what each service copies of the platform is there once, because copies are byte for byte
 * the files of templates/platform, and a service has those that it imports.
 */
export async function typeErrorsOf(systems: ReadonlyMap<string, ReadonlyMap<string, string>>): Promise<string> {
  const program = new Map<string, string>();
  const settings = new Set<string>();
  for (const [path, text] of readTemplates())
    if (path.startsWith('platform/src/')) program.set(path.replace('platform/src/', 'platform/'), text);
  for (const [name, files] of systems)
    for (const [path, text] of files) {
      if (path.endsWith('/tsconfig.json')) settings.add(text);
      if (path.endsWith('.ts') && !path.includes('/platform/'))
        program.set(`${name}/${path}`, shared(`${name}/${path}`, text));
      if (path.includes('/platform/')) requireCopy(path, text, program);
    }
  program.set('package.json', '{ "type": "module" }');
  program.set('tsconfig.json', JSON.stringify(oneSetting(settings)));
  const { root, remove } = inFolder(program);
  try {
    linkPackages(root);
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    return await run(root, process.execPath, [tsc, '-p', '.', '--pretty', 'false']).then(
      (output) => output,
      (error: Error) => error.message,
    );
  } finally {
    remove();
  }
}

function shared(path: string, text: string): string {
  const up = relative(join(path, '..'), 'platform');
  return text.replace(/'\.{1,2}\/(?:\.\.\/)*(?:src\/)?platform\//g, `'${up}/`);
}

function requireCopy(path: string, text: string, program: ReadonlyMap<string, string>): void {
  const file = `platform/${path.slice(path.lastIndexOf('/') + 1)}`;
  if (program.get(file) !== text) throw new Error(`"${path}" is no copy of templates/${file}`);
}

// Nest alone asks for decorators; everything else has to be the same for all.
function oneSetting(texts: ReadonlySet<string>): object {
  const all = [...texts].map((text) => JSON.parse(text) as { compilerOptions: Record<string, unknown> });
  const plain = all.map(({ compilerOptions: { experimentalDecorators: _decorators, ...options } }) => options);
  const [options = {}] = plain;
  if (new Set(plain.map((each) => JSON.stringify(each))).size > 1)
    throw new Error('services have settings of their own for the compiler');
  const { incremental: _incremental, tsBuildInfoFile: _file, ...checked } = options;
  return { compilerOptions: { ...checked, experimentalDecorators: true }, include: ['**/*.ts'] };
}
