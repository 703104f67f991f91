import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { Node, SyntaxKind, type SourceFile } from 'ts-morph';
import { replace, type Edit } from '../../mutation/mutant.ts';
import { pathOf, type System } from '../../mutation/system.ts';
import { edited, editing, isCommonJs, type Rewrite, type Rewritten } from '../rewrite.ts';

/** The folder that everything is moved into. */
export const FOLDER = 'backend';

// What is imported from a package comes through a file of the service.
function handedOn(system: System): Rewritten | undefined {
  const files = new Map<string, string>();
  const edits = system.sources.flatMap((source) => {
    const path = pathOf(source);
    const extension = /\.\w+$/.exec(path)?.[0] ?? '.js';
    return packages(source).map(({ node, specifier, text }, index): Edit => {
      const name = `${path.slice(path.lastIndexOf('/') + 1, -extension.length)}-handed-${index}`;
      files.set(path.replace(/[^/]+$/, `${name}${extension}`), text);
      return replace(node, `'./${name}${specifier === undefined ? '' : '.js'}'`);
    });
  });
  return edits.length === 0
    ? undefined
    : { texts: new Map([...edited(system.texts, edits), ...files]), keepsLines: true };
}

interface Imported {
  readonly node: Node;
  /** Undefined for `require`. */
  readonly specifier: string | undefined;
  /** What the file between says. */
  readonly text: string;
}

function packages(source: SourceFile): Imported[] {
  const isPackage = (name: string): boolean => !/^(\.|node:)/.test(name);
  const imports = source.getImportDeclarations().flatMap((one): Imported[] => {
    const specifier = one.getModuleSpecifierValue();
    if (!isPackage(specifier) || one.getNamespaceImport() || one.getImportClause() === undefined || one.isTypeOnly())
      return [];
    const names = one.getNamedImports().map((named) => `${named.isTypeOnly() ? 'type ' : ''}${named.getName()}`);
    const all = [...(one.getDefaultImport() ? ['default'] : []), ...names].join(', ');
    return [{ node: one.getModuleSpecifier(), specifier, text: `export { ${all} } from '${specifier}';\n` }];
  });
  const required = source.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call): Imported[] => {
    const [name] = call.getArguments();
    if (
      call.getExpression().getText() !== 'require' ||
      !Node.isStringLiteral(name) ||
      !isPackage(name.getLiteralText())
    )
      return [];
    return [{ node: name, specifier: undefined, text: `module.exports = require('${name.getLiteralText()}');\n` }];
  });
  return [...imports, ...required];
}

// `a.ts` becomes `a-part.ts`, and hands on what that exports.
function behind(system: System): Rewritten {
  const texts = new Map(system.texts);
  for (const source of system.sources) {
    const path = pathOf(source);
    const part = path.replace(/(\.\w+)$/, '-part$1');
    const name = part.slice(part.lastIndexOf('/') + 1);
    texts.set(part, source.getFullText());
    const hasDefault = source.getDefaultExportSymbol() !== undefined;
    const from = `'./${name.replace(/\.(ts|mts|cts)$/, '.js')}'`;
    texts.set(
      path,
      isCommonJs(source)
        ? `module.exports = require('./${name}');\n`
        : `export * from ${from};\n${hasDefault ? `export { default } from ${from};\n` : ''}`,
    );
  }
  return { texts, keepsLines: true, fileBefore: (file) => file.replace(/-part(\.\w+)$/, '$1') };
}

function moved(system: System): Rewritten {
  const texts = new Map([...system.texts].map(([file, text]) => [`${FOLDER}/${file}`, text]));
  return { texts, keepsLines: true, fileBefore: (file) => file.slice(FOLDER.length + 1) };
}

// Types are taken away as the compiler does it; decorators stay, and with them the types of parameters, which are tokens.
function javaScript(system: System): Rewritten | undefined {
  const texts = new Map(system.texts);
  const isPlain = (source: SourceFile): boolean =>
    pathOf(source).endsWith('.ts') && source.getDescendantsOfKind(SyntaxKind.Decorator).length === 0;
  const plain = system.sources.filter(isPlain);
  if (plain.length === 0) return undefined;
  for (const source of plain) {
    const path = pathOf(source);
    const options = { module: ModuleKind.ESNext, target: ScriptTarget.ES2023, verbatimModuleSyntax: false };
    texts.delete(path);
    texts.set(
      path.replace(/\.ts$/, '.js'),
      transpileModule(source.getFullText(), { compilerOptions: options }).outputText,
    );
  }
  const wasTypeScript = new Set(plain.map((source) => pathOf(source)));
  const before = (file: string): string =>
    wasTypeScript.has(file.replace(/\.js$/, '.ts')) ? file.replace(/\.js$/, '.ts') : file;
  return { texts, keepsLines: false, fileBefore: before };
}

function typeScript(system: System): Rewritten | undefined {
  const own = new Set(system.sources.map((source) => pathOf(source)).filter((path) => path.endsWith('.js')));
  if (own.size === 0) return undefined;
  const texts = new Map(
    [...system.texts].map(([file, text]) => [own.has(file) ? file.replace(/\.js$/, '.ts') : file, text]),
  );
  const before = (file: string): string =>
    own.has(file.replace(/\.ts$/, '.js')) ? file.replace(/\.ts$/, '.js') : file;
  return { texts, keepsLines: true, fileBefore: before };
}

// `import a, { b } from 'c'` becomes `const { default: a, b } = require('c')`.
function required(source: SourceFile): Edit[] {
  return source.getImportDeclarations().flatMap((one) => {
    const clause = one.getImportClause();
    const from = `require('${one.getModuleSpecifierValue()}')`;
    if (one.isTypeOnly()) return [];
    if (!clause) return [replace(one, `${from};`)];
    const whole = one.getNamespaceImport();
    if (whole) return [replace(one, `const ${whole.getText()} = ${from};`)];
    const named = one.getNamedImports().filter((name) => !name.isTypeOnly());
    const names = named.map((name) =>
      name.getAliasNode() ? `${name.getName()}: ${name.getAliasNode()?.getText()}` : name.getName(),
    );
    const own = one.getDefaultImport();
    const all = [...(own ? [`default: ${own.getText()}`] : []), ...names].join(', ');
    return [replace(one, `const { ${all} } = ${from};`)];
  });
}

/** Rewrites of files, folders and modules. */
export const files: readonly Rewrite[] = [
  { name: 'packages handed on by a file', apply: handedOn, moves: ['cross-service-import'] },
  { name: 'files behind files', apply: behind },
  { name: 'another folder', apply: moved },
  { name: 'JavaScript', apply: javaScript },
  { name: 'TypeScript', apply: typeScript },
  editing('require for import', required),
];
