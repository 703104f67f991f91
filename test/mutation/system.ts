import { Project, type SourceFile } from 'ts-morph';
import type { Finding } from '../../src/model/finding.ts';
import type { SystemModel } from '../../src/model/system.ts';
import { lintTexts, type Texts } from '../support/lint-texts.ts';

/** A system before anything is broken in it. */
export interface System {
  readonly name: string;
  readonly texts: Texts;
  readonly model: SystemModel;
  /** What is found in it as it stands: nothing, unless it is known to be not quite clean. */
  readonly findings: readonly Finding[];
  /** Its production code. */
  readonly sources: readonly SourceFile[];
}

const NOT_PRODUCTION = /(^|\/)(test|tests|__tests__|node_modules|dist)\/|\.(test|spec|d)\.[cm]?[jt]s$|(^|\/)dev\.mjs$/;

/** Reads a system, and parses its production code. */
export async function openSystem(name: string, texts: Texts): Promise<System> {
  const { model, findings } = await lintTexts(texts);
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    // `bundler`, so that an import of `./config.js` is found in `config.ts`.
    compilerOptions: { allowJs: true, module: 99, moduleResolution: 100, target: 99 },
  });
  const sources = [...texts]
    .filter(([file]) => /\.[cm]?[jt]s$/.test(file) && !NOT_PRODUCTION.test(file))
    .map(([file, text]) => project.createSourceFile(`/${file}`, text));
  return { name, texts, model, findings, sources };
}

/** The path of a source file as findings have it. */
export function pathOf(source: SourceFile): string {
  return source.getFilePath().slice(1);
}

/** Id of the service whose folder a file lies in; undefined for code that services share. */
export function serviceOf({ model }: System, file: string): string | undefined {
  const owners = model.services.filter(({ path }) => path === '.' || file.startsWith(`${path}/`));
  return owners.sort((a, b) => b.path.length - a.path.length)[0]?.id;
}
