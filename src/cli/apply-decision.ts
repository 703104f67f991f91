import { blueprintEffects } from '../advise/blueprint-effects.ts';
import type { Option } from '../advise/tree.ts';
import { editBlueprint } from '../blueprint/edit-blueprint.ts';
import { parseBlueprint } from '../blueprint/read-blueprint.ts';
import { readText } from '../io/read-text.ts';
import { writeFileAtomic } from '../io/write-file.ts';
import { parseYaml } from '../io/yaml.ts';

/** What a decision did to the blueprint. */
export interface Applied {
  readonly file: string;
  readonly edits: readonly { readonly path: string; readonly value: unknown }[];
  readonly kept: readonly { readonly path: string; readonly value: unknown }[];
  readonly written: boolean;
  readonly lines: readonly string[];
}

/** Writes what an option means into a blueprint; settings that already fit stay as they are. */
export function applyDecision(file: string, option: Option, dry: boolean): Applied {
  const text = readText(file, 'the blueprint');
  const { edits, kept } = blueprintEffects(option, parseYaml(file, text).value, parseBlueprint(file, text));
  const written = !dry && edits.length > 0;
  const edited = editBlueprint(
    text,
    edits.map(({ path, value }) => ({ path, value })),
    file,
  );
  // What comes out must be a blueprint again, or nothing is written.
  parseBlueprint(file, edited);
  if (written) writeFileAtomic(file, edited);
  const verb = dry ? 'Would be set' : 'Set';
  return {
    file,
    edits: edits.map(({ path, value }) => ({ path: path.join('.'), value })),
    kept: kept.map(({ path, value }) => ({ path: path.join('.'), value })),
    written,
    lines: [
      ...edits.map(({ path, value }) => `${verb} in ${file}: ${path.join('.')} = ${String(value)}`),
      ...kept.map(({ path, value }) => `Kept in ${file}: ${path.join('.')} = ${String(value)}`),
      ...(edits.length + kept.length === 0 ? [`Nothing to set in ${file} for this decision.`] : []),
    ],
  };
}
