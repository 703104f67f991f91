import { findBlueprint, readBlueprint } from '../blueprint/read-blueprint.ts';
import type { LintSettings } from '../blueprint/blueprint.ts';
import { readText } from '../io/read-text.ts';
import { frameAt } from '../io/yaml.ts';
import { defaultSettings, type Locate } from '../lint/settings.ts';

/** The settings for a repository: of the file named, else of the blueprint in its root, else the defaults. */
export function readLintSettings(dir: string, config: string | undefined): { settings: LintSettings; locate: Locate } {
  const file = config ?? findBlueprint(dir);
  if (file === undefined) return { settings: defaultSettings, locate: () => ({}) };
  const blueprint = readBlueprint(file);
  const locate: Locate = (path, key) => {
    const where = blueprint.where(path, key);
    return { where, frame: frameAt(readText(file, 'the configuration'), where) };
  };
  return { settings: blueprint.lint, locate };
}
