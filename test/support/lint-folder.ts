import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredModel } from '../../src/blueprint/declared-model.ts';
import { findBlueprint, readBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { lintModel, type LintResult } from '../../src/lint/engine.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings } from '../../src/lint/settings.ts';
import type { Beside, People } from '../../src/model/recovery.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';

/** Recovers and lints a folder with the default settings, or with one rule only. */
export async function lintFolder(root: string, ...only: readonly string[]): Promise<LintResult> {
  return lintModel(
    { ...(await recoverSystem(root)), beside: besideOf(root) },
    {
      settings: defaultSettings,
      rules,
      sources: (file) => readFileSync(join(root, file), 'utf8'),
      ...(only.length > 0 && { only }),
    },
  );
}

// A fixture has no history of its own: `people.json` says who works on it.
function besideOf(root: string): Beside {
  const blueprint = findBlueprint(root);
  const file = join(root, 'people.json');
  return {
    ...(blueprint !== undefined && { declared: declaredModel(readBlueprint(blueprint)) }),
    ...(existsSync(file) && { people: JSON.parse(readFileSync(file, 'utf8')) as People }),
  };
}
