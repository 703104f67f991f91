import { Node } from 'ts-morph';
import { addOption, insertOption } from './add-option.ts';
import { hasSpread } from './find-site.ts';
import { leave, type FixContext, type FixOutcome } from './fix.ts';

/** Gives a unary gRPC call with a callback a deadline: `client.getOrder(request, [metadata], { deadline }, callback)`. */
export function deadlineOfGrpc({ site, ms }: FixContext): FixOutcome {
  if (hasSpread(site)) return leave('the arguments are spread, so that their places are not known');
  const given = site.getArguments();
  const callback = given.length - 1;
  const last = given[callback];
  if (last === undefined || !(Node.isArrowFunction(last) || Node.isFunctionExpression(last)))
    return leave('only calls with a callback that is written here have a place for options that is certain');
  const option = { text: `deadline: Date.now() + ${ms}`, names: ['deadline'], perCall: true };
  if (given.length === 2) return insertOption(site, 1, option);
  const before = given[callback - 1];
  const isMetadata = /metadata/i.test(before?.getText() ?? '');
  return isMetadata ? insertOption(site, callback, option) : addOption(site, callback - 1, option);
}
