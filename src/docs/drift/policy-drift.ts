import { agreedCalls, type AgreedCall } from '../../model/compare-calls.ts';
import type { DriftAttribute, DriftItem } from '../../model/drift.ts';
import type { Call, SystemModel } from '../../model/system.ts';

/**
 * Calls that both sides have and that are guarded in different ways. What code does not show is no difference: a deadline
 * that is not known as a number, and retries of a client in which none were recognised.
 */
export function policyDrift(declared: SystemModel, observed: SystemModel): readonly DriftItem[] {
  return agreedCalls(declared, observed).flatMap((agreed) => {
    const [one] = agreed.left;
    return one === undefined || one.method === 'ALL' ? [] : differences(agreed, one);
  });
}

function differences(agreed: AgreedCall, declared: Call): readonly DriftItem[] {
  const found: DriftItem[] = [];
  const differ = (attribute: DriftAttribute, before: string, after: string, call: Call): void => {
    const { service, what } = agreed;
    found.push({
      state: 'changed',
      kind: 'call',
      service,
      what,
      attribute,
      declared: before,
      observed: after,
      inBlueprint: declared.evidence,
      inCode: call.evidence,
    });
  };
  const untimed = agreed.right.find((call) => !agreesInTime(declared, call));
  if (untimed) differ('timeout', wholeText(declared), timeoutText(untimed), untimed);
  const retrying = agreed.right.find((call) => !agreesInTries(declared, call));
  if (retrying) differ('retries', String(triesOf(declared) - 1), String(triesOf(retrying) - 1), retrying);
  const breaker = declared.policy.circuitBreaker.state;
  const unguarded = agreed.right.find(
    ({ policy }) => policy.circuitBreaker.state !== 'unknown' && policy.circuitBreaker.state !== breaker,
  );
  if (unguarded && breaker !== 'unknown')
    differ('breaker', breaker === 'present' ? 'on' : 'off', breaker === 'present' ? 'off' : 'on', unguarded);
  return found;
}

// A deadline that is declared holds for the whole call; a client may show it whole, or the share of one attempt.
function agreesInTime(declared: Call, { policy: { timeout } }: Call): boolean {
  const whole = declared.policy.timeout.ms;
  if (whole === null || timeout.state === 'unknown' || (timeout.state !== 'absent' && timeout.ms === null)) return true;
  if (timeout.state === 'absent') return false;
  return timeout.ms === whole || timeout.ms === Math.ceil(whole / triesOf(declared));
}

function agreesInTries(declared: Call, call: Call): boolean {
  const { state, repetition } = call.policy.retry;
  if (state !== 'present' || repetition?.tries === null || repetition?.tries === undefined) return true;
  return repetition.tries === triesOf(declared);
}

function triesOf({ policy: { retry } }: Call): number {
  return retry.repetition?.tries ?? 1;
}

function wholeText(call: Call): string {
  const tries = triesOf(call);
  return tries === 1 ? timeoutText(call) : `${timeoutText(call)} in ${String(tries)} attempts`;
}

function timeoutText({ policy: { timeout } }: Call): string {
  return timeout.state === 'absent' || timeout.ms === null ? 'none' : `${String(timeout.ms)} ms`;
}
