import { basename, dirname } from 'node:path';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { declaredModel } from '../../blueprint/declared-model.ts';
import { designOf } from '../../blueprint/design.ts';
import { blueprintRules } from '../../lint/design-rules/index.ts';
import { lintModel, type LintResult } from '../../lint/engine.ts';
import { onlyAbout } from '../../lint/settings.ts';
import { suppressionDocs } from '../../lint/suppression-rules.ts';
import { noticeComments } from '../../recover/ignore-comments.ts';
import { readLintSettings } from './lint-settings.ts';

/** What to judge a blueprint by, besides itself. */
interface JudgeOptions {
  /** File of the settings; the blueprint itself without one. */
  readonly config?: string | undefined;
  /** Names of the rules to run; all when left out. */
  readonly only?: readonly string[] | undefined;
  /** Each rule as it grades itself, whatever preset the settings name. */
  readonly asGraded?: boolean;
}

/** Judges what a blueprint declares, before there is code: by its own settings, with the comments in it that silence findings. */
export function judgeBlueprint(
  blueprint: Blueprint,
  text: string,
  { config, only, asGraded }: JudgeOptions = {},
): LintResult {
  const name = basename(blueprint.file);
  const { settings, locate } =
    config === undefined
      ? { settings: blueprint.lint, locate: () => ({}) }
      : readLintSettings(dirname(blueprint.file), config);
  const known = [...blueprintRules, ...suppressionDocs].map((rule) => rule.name);
  const { read, comments } = noticeComments(() => text);
  read(name);
  return lintModel(
    { model: declaredModel(blueprint), ignores: comments(), beside: { design: designOf(blueprint) } },
    {
      settings: onlyAbout(asGraded ? { ...settings, extends: [] } : settings, known),
      rules: blueprintRules,
      sources: (file) => (file === name ? text : undefined),
      locate,
      // Settings and comments may speak of rules about code.
      isPartial: true,
      ...(only && { only }),
    },
  );
}
