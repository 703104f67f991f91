import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { joinTexts } from './texts.ts';
import type { Closure, Value } from './values.ts';

/** The functions that `fastify.register(autoload, { dir })` loads: what the files of the folder export by default. */
export function autoloaded(evaluator: Evaluator, args: readonly Closure[], file: string): Value[] {
  if (!isAutoload(evaluator, args)) return [];
  const folders = foldersOf(evaluator, args, file);
  return [...evaluator.program.files.keys()]
    .filter((name) => folders.some((folder) => name.startsWith(`${folder}/`)))
    .flatMap((name) => exported(evaluator, name))
    .filter((value) => value.t === 'fn');
}

/** The prefix under which a loaded file's routes answer: the option, then its folder, or what it names itself. */
export function autoloadPrefix(evaluator: Evaluator, args: readonly Closure[], at: string, file: string): string {
  if (!isAutoload(evaluator, args)) return '';
  const given =
    joinTexts(memberOf(evaluator, memberOf(evaluator, optionsOf(evaluator, args), 'options'), 'prefix'))[0] ?? '';
  const instead = joinTexts(evaluator.exportValue(file, 'prefixOverride'))[0];
  if (instead !== undefined) return instead;
  const own = joinTexts(evaluator.exportValue(file, 'autoPrefix'))[0];
  const folder = foldersOf(evaluator, args, at).find((dir) => file.startsWith(`${dir}/`));
  if (folder === undefined) return given;
  const between = file
    .slice(folder.length + 1)
    .split('/')
    .slice(0, -1);
  const inside = between.map((segment) => segment.replace(/^_(?=\w)/, ':')).join('/');
  return [given, own ?? inside].filter(Boolean).join('/');
}

function isAutoload(evaluator: Evaluator, args: readonly Closure[]): boolean {
  const [plugin] = args;
  return (plugin ? evaluator.of(plugin) : []).some(
    (value) => value.t === 'lib' && /^(?:@fastify\/autoload|fastify-autoload)$/.test(value.lib.pkg),
  );
}

// `path.join(__dirname, 'routes')`: what is known of the text stands behind the folder of the file.
function foldersOf(evaluator: Evaluator, args: readonly Closure[], file: string): string[] {
  const here = file.split('/').slice(0, -1);
  return memberOf(evaluator, optionsOf(evaluator, args), 'dir').flatMap((value) => {
    if (value.t !== 'text') return [];
    const tail = value.parts.map((part) => (part.p === 'text' ? part.s : '')).join('');
    const path = [...here];
    for (const segment of tail.split('/').filter((one) => one && one !== '.'))
      if (segment === '..') path.pop();
      else path.push(segment);
    return [path.join('/')];
  });
}

function optionsOf(evaluator: Evaluator, args: readonly Closure[]): Value[] {
  const [, options] = args;
  return options ? evaluator.of(options) : [];
}

function memberOf(evaluator: Evaluator, values: readonly Value[], name: string): Value[] {
  return evaluator.member(values, name, { file: '', line: 1, column: 1 });
}

function exported(evaluator: Evaluator, file: string): Value[] {
  const values: readonly Expr[] = [
    ...evaluator.program.exported(file, 'default'),
    ...evaluator.program.exported(file, '='),
  ];
  return values.flatMap((expr) => evaluator.eval(file, expr, undefined));
}
