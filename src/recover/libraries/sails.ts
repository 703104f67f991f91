import { posix } from 'node:path';
import type { Position } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Value } from '../link/values.ts';
import type { Declared } from './nest.ts';
import { optionValues } from './options.ts';

const ROUTES = /(?:^|\/)config\/routes\.[jt]s$/;
const ADDRESS = /^(?:(get|post|put|patch|delete|options|head|all)\s+)?(\/\S*)$/i;
const NOWHERE = { file: '', line: 1, column: 1 };

/** Endpoints of Sails: the table of `config/routes.js`, each with the action that it names. https://sailsjs.com/documentation/concepts/routes/custom-routes */
export function sailsRoutes(evaluator: Evaluator, file: string): Declared[] {
  if (!ROUTES.test(file) || !usesSails(evaluator, file)) return [];
  return evaluator.exportValue(file, 'routes').flatMap((table) =>
    table.t !== 'obj'
      ? []
      : table.expr.props.flatMap(({ key, value, at }): Declared[] => {
          const [, verb = 'all', path] = (typeof key === 'string' ? ADDRESS.exec(key.trim()) : null) ?? [];
          if (path === undefined) return [];
          const target = evaluator.eval(table.file, value, table.frame);
          const action = actionOf(evaluator, target);
          if (action === undefined) return [];
          const handler = action === '' ? inPlace(target) : handlerOf(evaluator, file, action);
          return [declared(file, verb.toUpperCase(), path, at, handler)];
        }),
  );
}

function declared(file: string, method: string, path: string, at: Position, handler: Handler | undefined): Declared {
  const place = handler === undefined ? { file, f: -1, at } : { ...handler, at: handler.at ?? at };
  return { kind: 'http', method, paths: [path], ...place, c: -1, version: null, controller: file };
}

interface Handler {
  readonly file: string;
  readonly f: number;
  readonly at: Position | undefined;
}

// The action that a target names as `folder/name`; empty for one that is written there, undefined for what only leads elsewhere.
function actionOf(evaluator: Evaluator, target: readonly Value[]): string | undefined {
  const [text] = joinTexts(target);
  if (text !== undefined) return /^(?:\/|\w+:)/.test(text) ? undefined : plain(text);
  const [controller] = joinTexts(optionValues(evaluator, target, 'controller'));
  const [action] = joinTexts(optionValues(evaluator, target, 'action'));
  if (controller !== undefined) return plain(`${controller}/${action ?? 'index'}`);
  if (action !== undefined) return plain(action);
  const answers = target.some((one) => one.t === 'fn' || one.t === 'arr');
  return answers || optionValues(evaluator, target, 'view', 'fn').length > 0 ? '' : undefined;
}

// `UserController.find` is `user/find`.
function plain(action: string): string {
  return action
    .replace(/Controller(?=[./])/, '')
    .replace('.', '/')
    .toLowerCase();
}

function inPlace(target: readonly Value[]): Handler | undefined {
  const fn = target.find((one) => one.t === 'fn');
  return fn?.t === 'fn' ? { file: fn.file, f: fn.f, at: undefined } : undefined;
}

// A file of its own (`api/controllers/user/find.js`), or a method of a controller (`api/controllers/UserController.js`).
function handlerOf(evaluator: Evaluator, routes: string, action: string): Handler | undefined {
  const folder = posix.join(posix.dirname(routes), '../api/controllers');
  const owner = posix.dirname(action);
  for (const file of evaluator.program.files.keys()) {
    if (!file.startsWith(`${folder}/`)) continue;
    const name = file
      .slice(folder.length + 1)
      .replace(/\.[jt]s$/, '')
      .toLowerCase();
    const isOwn = name === action;
    if (!isOwn && name !== `${owner}controller`) continue;
    const exported = ['=', 'default'].flatMap((one) => evaluator.exportValue(file, one));
    const whole = exported.length > 0 ? exported : [{ t: 'mod', file } as const];
    const found = isOwn
      ? [...whole, ...evaluator.member(whole, 'fn', NOWHERE)]
      : membersNamed(evaluator, whole, posix.basename(action));
    const fn = found.find((one) => one.t === 'fn');
    if (fn?.t === 'fn') return { file: fn.file, f: fn.f, at: evaluator.program.fn(fn.file, fn.f) };
  }
  return undefined;
}

// Names of actions are told apart whatever their case.
function membersNamed(evaluator: Evaluator, whole: readonly Value[], name: string): Value[] {
  const keys = whole.flatMap((value) =>
    value.t === 'obj'
      ? value.expr.props.flatMap(({ key }) => (typeof key === 'string' ? [key] : []))
      : value.t === 'mod'
        ? evaluator.program.exportNames(value.file)
        : [],
  );
  return keys.filter((key) => key.toLowerCase() === name).flatMap((key) => evaluator.member(whole, key, NOWHERE));
}

function usesSails(evaluator: Evaluator, file: string): boolean {
  const home = evaluator.program.packageOf(file);
  for (const [other, facts] of evaluator.program.files)
    if (facts.imports.includes('sails') && evaluator.program.packageOf(other) === home) return true;
  return false;
}
