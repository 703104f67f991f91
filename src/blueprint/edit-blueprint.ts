import { setInYaml } from '../io/edit-yaml.ts';

/** One value (anything that JSON can say) to set: `{ path: ['defaults', 'bus'], value: 'nats' }`. An index one past the end of a list appends to it. */
export interface BlueprintEdit {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * The text of a blueprint with values set, one edit after the other: comments and the form of everything else stay.
 * An empty text makes a new blueprint. Throws UserError (`file` is for its message) when the text is no YAML or a path
 * leads through something that is neither a map nor a list. What the result says is not checked: `parseBlueprint` does that.
 */
export function editBlueprint(text: string, edits: readonly BlueprintEdit[], file = 'archwright.yaml'): string {
  return edits.reduce((edited, { path, value }) => setInYaml(file, edited, path, value), text);
}
