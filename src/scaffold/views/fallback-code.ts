import type { CallSpec, EndpointSpec } from '../../blueprint/blueprint.ts';
import { pascal } from '../names.ts';
import type { ClientOperation } from './client-view.ts';

/** How the method of a client makes its call, with what stands in for an answer. */
export function fallbackCode(
  { method, operation }: EndpointSpec,
  fallback: CallSpec['fallback'],
  question: string,
): Pick<ClientOperation, 'before' | 'after' | 'last' | 'answerType' | 'stale' | 'empty'> {
  const last = fallback === 'stale' ? `last${pascal(operation)}` : null;
  const before = { fail: '', stale: `this.${last}.orStale(${question}, () => `, empty: 'orEmpty(() => ' }[fallback];
  return {
    before,
    after: before === '' ? '' : ')',
    last,
    answerType: method === 'DELETE' ? 'void' : 'Fields',
    stale: fallback === 'stale',
    empty: fallback === 'empty',
  };
}

/** What of platform/fallback.ts the operations of a client use, for an import. */
export function fallbackImport(operations: readonly ClientOperation[]): string {
  const names = [
    ...(operations.some(({ stale }) => stale) ? ['LastAnswers'] : []),
    ...(operations.some(({ empty }) => empty) ? ['orEmpty', 'type OrEmpty'] : []),
    ...(operations.some(({ stale }) => stale) ? ['type OrStale'] : []),
  ];
  return names.join(', ');
}
