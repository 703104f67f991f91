import { posix } from 'node:path';
import type { Evaluator } from '../link/evaluate.ts';
import type { Given } from '../link/given.ts';
import { moduleValueOf } from '../link/module-value.ts';
import { pluginFunctions } from '../link/plugin-functions.ts';
import { joinTexts } from '../link/texts.ts';
import type { Closure, Lib, Value } from '../link/values.ts';
import { optionValues } from './options.ts';
import { tailOf } from './served-documents.ts';

const MOST_LEVELS = 4;

/** What Glue gives to the plugins of Hapi that its manifest names: the server, under the prefix that stands beside the plugin. */
export function givenByGlue(evaluator: Evaluator, given: Given): void {
  for (const [file, facts] of evaluator.program.files) {
    if (!facts.imports.some((one) => /^(?:@hapi\/)?glue$/.test(one))) continue;
    facts.calls.forEach((call, c) => {
      const isCompose = evaluator
        .eval(file, call.callee, undefined)
        .some(
          (value) =>
            value.t === 'lib' &&
            /^(?:@hapi\/)?glue$/.test(value.lib.pkg) &&
            /^(?:default\.)?compose$/.test(value.lib.path),
        );
      if (!isCompose) return;
      const [manifest = [], options = []] = call.args.map((arg) => evaluator.eval(file, arg, undefined));
      const folders = foldersOf(evaluator, file, optionValues(evaluator, options, 'relativeTo'));
      const registered = optionValues(evaluator, opened(evaluator, manifest, 0), 'register');
      for (const item of evaluator.elements([...optionValues(evaluator, registered, 'plugins')])) {
        const plugin = item.t === 'obj' ? optionValues(evaluator, [item], 'plugin') : [item];
        const loaded = joinTexts(plugin).flatMap((path) => loadedFrom(evaluator, folders, path));
        const values = [...plugin, ...loaded].filter((value) => value.t === 'obj' || value.t === 'mod');
        for (const { fn } of pluginFunctions(evaluator, [closure(file, values)]))
          given.parameter(fn.file, fn.f, 0, serverFor(file, c, item));
      }
    });
  }
}

// `store.get('/', criteria)` of Confidence gives the manifest that the store was made of.
function opened(evaluator: Evaluator, values: readonly Value[], level: number): Value[] {
  return values.flatMap((value) => {
    if (value.t !== 'lib' || !/confidence$/.test(value.lib.pkg) || level > MOST_LEVELS) return [value];
    let made: Lib | undefined = value.lib;
    while (made && !/Store!\.get$/.test(made.path)) made = made.base;
    const [document] = made?.args ?? [];
    return document ? opened(evaluator, evaluator.of(document), level + 1) : [];
  });
}

// Paths of plugins are seen from `relativeTo`, which begins at the file or at the working folder.
function foldersOf(evaluator: Evaluator, file: string, relativeTo: readonly Value[]): string[] {
  const tails = relativeTo.length === 0 ? [''] : relativeTo.map((value) => (value.t === 'text' ? tailOf(value) : ''));
  const up = relativeTo.some(
    (value) =>
      value.t === 'text' && /(?:^|\/)\.\./.test(value.parts.map((part) => (part.p === 'text' ? part.s : '')).join('')),
  );
  const here = posix.dirname(file);
  const starts = [here, ...(up ? [posix.dirname(here)] : []), evaluator.program.packageOf(file)];
  return tails.flatMap((tail) => starts.map((start) => posix.join(start, tail)));
}

function loadedFrom(evaluator: Evaluator, folders: readonly string[], path: string): Value[] {
  const [file] = folders.flatMap((folder) => {
    const at = posix.join(folder, path);
    return evaluator.program.fileAt(at) ?? evaluator.program.fileAt(posix.join(at, 'index')) ?? [];
  });
  return file === undefined ? [] : moduleValueOf(evaluator, file);
}

function serverFor(file: string, c: number, item: Value): Value {
  const args = [closure(file, []), closure(file, [item])];
  return {
    t: 'lib',
    lib: {
      pkg: '@hapi/hapi',
      path: 'server().register(cb0.register.0)',
      base: undefined,
      args,
      site: { file, call: c },
    },
  };
}

function closure(file: string, values: readonly Value[]): Closure {
  return { file, expr: { k: 'dyn' }, frame: undefined, values };
}
