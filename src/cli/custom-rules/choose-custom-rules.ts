import type { Rule } from '../../lint/rule.ts';
import { UserError } from '../../util/user-error.ts';
import type { NamedThing } from '../lint/lint-settings.ts';
import type { CustomRuleFlags } from './custom-rule-options.ts';

/**
 * The rules of the user's own that a run may use. Those that the settings name are code of the repository, which is not
 * executed unless the command line says so. Throws UserError where it says neither yes nor no.
 */
export async function chooseCustomRules(
  { rulesFrom = [], customRules }: CustomRuleFlags,
  named: readonly NamedThing[],
  taken: readonly string[],
): Promise<Rule[]> {
  const [first] = named;
  if (first !== undefined && customRules === undefined) {
    throw new UserError(`the settings name rules of your own ("${first.name}"), and nothing says that they may run`, {
      ...first.place,
      help: 'they are code of this repository, and run with your rights: give --custom-rules where you trust it, as in your own CI, or --no-custom-rules to lint without them',
    });
  }
  const wanted = customRules === true ? named : [];
  if (wanted.length + rulesFrom.length === 0) return [];
  const { loadCustomRules, namedOnCommandLine } = await import('./load-custom-rules.ts');
  return loadCustomRules([...wanted, ...namedOnCommandLine(rulesFrom)], taken);
}
