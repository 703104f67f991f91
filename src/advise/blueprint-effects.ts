import type { Option, Value } from './tree.ts';

/** What an option would change in a blueprint. */
export interface BlueprintEffects {
  readonly edits: readonly { readonly path: string[]; readonly value: Value; readonly before: unknown }[];
  /** Settings that already have an acceptable value and stay. */
  readonly kept: readonly { readonly path: string[]; readonly value: unknown }[];
}

/**
 * The edits that bring a blueprint in line with an option; settings that already fit are left alone. `written` is what
 * archwright.yaml says, `effective` the same with its defaults.
 */
export function blueprintEffects(option: Option, written: unknown, effective: unknown): BlueprintEffects {
  const edits: BlueprintEffects['edits'][number][] = [];
  const kept: BlueprintEffects['kept'][number][] = [];
  for (const { path, values } of option.blueprint) {
    const said = valueAt(written, path);
    const current = said ?? valueAt(effective, path);
    const [first] = values;
    // A default that happens to be the first choice is written down, so that it is a decision and no accident.
    const fits = values.some((value) => value === current) && (said !== undefined || current !== first);
    if (fits) kept.push({ path: [...path], value: current });
    else if (first !== undefined) edits.push({ path: [...path], value: first, before: current });
  }
  return { edits, kept };
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value;
}
