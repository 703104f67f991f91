import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Lib } from '../link/values.ts';
import type { Declared } from './nest.ts';
import { argument, optionValues } from './options.ts';

/** Packages whose handlers a platform calls: what has them is deployed as functions. */
const OF_FUNCTIONS = /^(?:@azure\/functions|firebase-functions|@google-cloud\/functions-framework)(?:\/|$)/;

/** Whether a platform calls what is registered in a file, however it is written. */
export function isOfFunctions({ program }: Evaluator, file: string): boolean {
  return program.files.get(file)?.imports.some((one) => OF_FUNCTIONS.test(one)) ?? false;
}

type Kind = Pick<Declared, 'kind' | 'method' | 'paths' | 'broker'>;

/**
 * Functions of Firebase, which are deployed under the name of their export: `export const pay = onRequest(handler)`,
 * `functions.pubsub.topic('orders').onPublish(handler)`. An application that is handed over whole tells its routes itself.
 * https://firebase.google.com/docs/functions/http-events
 */
export function functionExports(evaluator: Evaluator, file: string): Declared[] {
  const facts = evaluator.program.facts(file);
  if (!facts.imports.some((one) => one === 'firebase-functions' || one.startsWith('firebase-functions/'))) return [];
  return evaluator.program.exportNames(file).flatMap((name) =>
    evaluator.program.exported(file, name).flatMap((expr) =>
      evaluator.eval(file, expr, undefined).flatMap((value): Declared[] => {
        const lib = value.t === 'lib' && value.lib.pkg === 'firebase-functions' ? value.lib : undefined;
        const kind = lib && kindOf(evaluator, lib, name);
        const site = lib?.site;
        if (!kind || site?.file !== file) return [];
        const fn = handlerOf(evaluator, lib);
        // An application of a framework answers the routes that it is given.
        if (fn === undefined && kind.method === 'ALL') return [];
        const f = fn?.file === file ? fn.f : -1;
        return [{ ...kind, file, c: site.call, f, version: null, controller: file }];
      }),
    ),
  );
}

function kindOf(evaluator: Evaluator, lib: Lib, name: string): Kind | undefined {
  const last = /(?:^|\.)(\w+)\(\)$/.exec(lib.path)?.[1];
  if (last === 'onRequest') return { kind: 'http', method: 'ALL', paths: [`/${name}`] };
  if (last === 'onCall' || last === 'onCallGenkit') return { kind: 'http', method: 'POST', paths: [`/${name}`] };
  if (last === 'onMessagePublished') return topic(evaluator, lib);
  if (last === 'onPublish' && lib.base && /pubsub\.topic\(\)(?:\.\w+)?$/.test(lib.base.path))
    return topic(evaluator, lib.base);
  return undefined;
}

function topic(evaluator: Evaluator, { args }: Lib): Kind {
  const first = argument(evaluator, args, 0);
  const names = joinTexts([...first.filter((value) => value.t === 'text'), ...optionValues(evaluator, first, 'topic')]);
  return { kind: 'event', method: '', paths: names.length > 0 ? names : ['{…}'], broker: 'pubsub' };
}

// Options may stand in front of the handler.
function handlerOf(evaluator: Evaluator, lib: Lib): { file: string; f: number } | undefined {
  for (const arg of lib.args) {
    const fn = evaluator.of(arg).find((value) => value.t === 'fn');
    if (fn?.t === 'fn') return fn;
  }
  return undefined;
}
