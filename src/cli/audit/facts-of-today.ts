import type { Facts } from '../../advise/audit/audited.ts';
import { gatherFacts } from '../../advise/evidence/gather.ts';
import { inferAnswers } from '../../advise/evidence/propose.ts';
import type { DecisionTree } from '../../advise/tree.ts';
import type { SystemModel } from '../../model/system.ts';
import { readListing } from '../../recover/read-listing.ts';
import { readHistory } from '../git/read-history.ts';
import { withProgress } from '../progress.ts';
import type { RecoveryFlags } from '../recovery-options.ts';

/** What the repository says today about the questions of a tree. Fact files come without files and history: they say nothing. */
export async function factsOfToday(
  dir: string,
  model: SystemModel,
  { facts }: RecoveryFlags,
): Promise<(tree: DecisionTree) => Facts> {
  if (facts !== undefined) return () => new Map();
  const readings = await withProgress(async (onProgress) => {
    onProgress('reading the history');
    return gatherFacts(model, readListing(dir), await readHistory(dir));
  });
  return (tree) => {
    const { inferred } = inferAnswers([tree], new Map(), readings);
    return new Map(inferred.map(({ question, value, from }) => [question, { value, source: from }]));
  };
}
