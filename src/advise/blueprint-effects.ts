import type { Option, Value } from './tree.ts';

/** What an option would change in a blueprint. */
export interface BlueprintEffects {
  readonly edits: readonly { readonly path: string[]; readonly value: Value; readonly before: unknown }[];
  /** Settings that already have an acceptable value and stay. */
  readonly kept: readonly { readonly path: string[]; readonly value: unknown }[];
}

/** The edits that bring a parsed archwright.yaml in line with an option; settings that already fit are left alone. */
export function blueprintEffects(option: Option, blueprint: unknown): BlueprintEffects {
  const edits: BlueprintEffects['edits'][number][] = [];
  const kept: BlueprintEffects['kept'][number][] = [];
  for (const { path, values } of option.blueprint) {
    const current = valueAt(blueprint, path);
    const [first] = values;
    if (values.some((value) => value === current)) kept.push({ path: [...path], value: current });
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
