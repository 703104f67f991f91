import type { CustomRuleFlags } from '../custom-rules/custom-rule-options.ts';
import type { RecoveryFlags } from '../recovery-options.ts';
import type { AdoptionFlags } from './adoption-options.ts';
import type { ChoiceFlags } from './choice-options.ts';
import type { FixFlags } from './fix-options.ts';
import type { GateFlags } from './gate-options.ts';
import type { ReportFlags } from './report-options.ts';

/** Everything that `archwright lint` can be told. */
export interface LintFlags
  extends RecoveryFlags, ReportFlags, GateFlags, ChoiceFlags, AdoptionFlags, CustomRuleFlags, FixFlags {}
