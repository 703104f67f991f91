import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintModel, type LintResult } from '../../src/lint/engine.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { defaultSettings } from '../../src/lint/settings.ts';
import { recoverSystem } from '../../src/recover/recover-system.ts';

/** Recovers and lints a folder with the default settings, or with one rule only. */
export async function lintFolder(root: string, ...only: readonly string[]): Promise<LintResult> {
  return lintModel(await recoverSystem(root), {
    settings: defaultSettings,
    rules,
    sources: (file) => readFileSync(join(root, file), 'utf8'),
    ...(only.length > 0 && { only }),
  });
}
