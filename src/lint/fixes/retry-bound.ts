import { Node, SyntaxKind } from 'ts-morph';
import { leave, type FixContext, type FixOutcome } from './fix.ts';

/** Names by which libraries call the number of tries. */
const COUNTS = new Set([
  'retries',
  'limit',
  'maxRetries',
  'maxRetry',
  'numOfAttempts',
  'attempts',
  'count',
  'maxAttempts',
]);
const TRIES = 3;

/** Replaces a number of retries without end by three; without `forever: true` the default of the library (10 in p-retry) holds. */
export function boundRetries({ site }: FixContext): FixOutcome {
  const properties = site.getDescendantsOfKind(SyntaxKind.PropertyAssignment);
  for (const property of properties) {
    const name = property.getName().replace(/^['"]|['"]$/g, '');
    const value = property.getInitializer();
    const endless = COUNTS.has(name) && /^(Number\.POSITIVE_)?Infinity$/.test(value?.getText() ?? '');
    const forever = name === 'forever' && Node.isTrueLiteral(value);
    if (!endless && !forever) continue;
    const text = forever ? 'forever: false' : `${name}: ${TRIES}`;
    return { edits: [{ start: property.getStart(), end: property.getEnd(), text }], title: 'tries limited' };
  }
  return leave('the number of tries is not written here');
}
