import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Value } from '../link/values.ts';
import { optionValues } from './options.ts';

/** The verb that `RequestMethod.GET` names. */
export function requestMethod(value: Value): string | undefined {
  return value.t === 'lib' ? /RequestMethod\.([A-Z]+)$/.exec(value.lib.path)?.[1] : undefined;
}

/** The verb of a decorator: `@RequestMapping({ path, method: RequestMethod.PUT })` says it in its options. */
export function verbOf(evaluator: Evaluator, name: string, options: readonly Value[], verb: string): string {
  if (name !== 'RequestMapping') return verb;
  return optionValues(evaluator, options, 'method').flatMap((one) => requestMethod(one) ?? [])[0] ?? verb;
}

/** Versions among values: texts, lists of texts, and the empty text for `VERSION_NEUTRAL`; null when there are none. */
export function versionsIn(evaluator: Evaluator, values: readonly Value[]): readonly string[] | null {
  const items = values.flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value]));
  const found = items.flatMap((value) =>
    value.t === 'lib' && /VERSION_NEUTRAL$/.test(value.lib.path) ? [''] : joinTexts([value]),
  );
  return found.length > 0 ? found : null;
}
