import type { CallFact } from '../facts/file-facts.ts';

/** Whether two calls of a file stand in different arms of one branch: at most one of them is made. */
export function areExclusive(a: CallFact | undefined, b: CallFact | undefined): boolean {
  return (a?.arms ?? []).some(([branch, arm]) =>
    (b?.arms ?? []).some(([other, way]) => other === branch && way !== arm),
  );
}

/** Whether a call is made because something failed: in a `catch` or `finally`, or where a promise is caught. */
export function isOnFailure(call: CallFact | undefined): boolean {
  return call?.onFailure === true || (call?.callee.k === 'get' && call.callee.n === 'catch');
}
