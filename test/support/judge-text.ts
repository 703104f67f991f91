import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { judgeBlueprint } from '../../src/cli/lint/judge-blueprint.ts';
import type { Finding } from '../../src/model/finding.ts';

/** What the rules about blueprints find in a text. */
export function judgeText(text: string): readonly Finding[] {
  return judgeBlueprint(parseBlueprint('archwright.yaml', text), text).findings;
}
