import type { Severity } from '../model/finding.ts';
import type { RuleDoc } from './rule.ts';

/** Settings by name: which severity a rule has that no file settles. */
export type Preset = 'recommended' | 'strict';

/** What each preset is for. */
export const presets: Readonly<Record<Preset, string>> = {
  recommended: 'every rule as it grades itself: core rules may fail CI, advice is a hint',
  strict: 'one step more: warnings of core rules are errors, advice is a warning',
};

/** True for the name of a preset. */
export function isPreset(name: string): name is Preset {
  return Object.hasOwn(presets, name);
}

/** The preset that counts: the last one named, `recommended` when there is none. */
export function presetOf(names: readonly string[]): Preset {
  return names.findLast(isPreset) ?? 'recommended';
}

/** A severity that a rule gives, as the preset has it. Advice is never raised to an error. */
export function gradeIn(preset: Preset, { group }: Pick<RuleDoc, 'group'>, severity: Severity): Severity {
  if (preset === 'recommended') return severity;
  if (severity === 'info') return 'warning';
  return group === 'core' ? 'error' : severity;
}
