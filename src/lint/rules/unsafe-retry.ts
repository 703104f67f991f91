import type { Severity } from '../../model/finding.ts';
import type { Call, Evidence, Repetition, SystemModel } from '../../model/system.ts';
import { defineRule, type Report } from '../rule.ts';
import { serviceNames } from '../../model/service-names.ts';
import { otherSites, siteKey, targetName, withNote } from '../sites.ts';
import { joinList } from '../wording.ts';

/** Reports retries that make an outage worse, or that do a thing twice; one finding per place where the retry is written. */
export const unsafeRetry = defineRule({
  name: 'unsafe-retry',
  group: 'core',
  severity: 'warning',
  summary:
    'A call that is tried again without an end, without a delay that grows, without chance in the delay, or although it changes something each time.',
  why: 'When the callee is overloaded, everybody who retries at once or at a fixed beat keeps it down, and without an end for as long as the process lives. A charge that timed out may have been made: sent again without a key by which the callee can tell, it is made twice.',
  fix: 'Try again a few times only, wait longer each time and by a random share of it, and only what may be done twice; give a POST an Idempotency-Key that the callee remembers. "got", "async-retry" and the "ExponentialBackoff" of cockatiel do the first three by themselves.',
  limits: [
    'Loops that poll, turn pages or take the next message; functions that connect, start or wait for something to come about.',
    'A second try with a fresh token; redelivery by a queue; jobs that run again as a whole.',
    'A POST that only asks ("/search", "/graphql", "/login"); retries that choose by the failure what they repeat.',
    'The delay of a single retry; what a client does by itself without being told.',
    'Options and delays that the code does not show.',
  ],
  options: {},
  examples: {
    bad: "for (;;) {\n  try {\n    await payment.post('/charges', charge);\n    break;\n  } catch {\n    // again\n  }\n}",
    good: "const headers = { 'Idempotency-Key': order.id };\nfor (let attempt = 1; ; attempt++) {\n  try {\n    await payment.post('/charges', charge, { headers });\n    break;\n  } catch (error) {\n    if (attempt === 3) throw error;\n    await sleep(Math.random() * 100 * 2 ** attempt);\n  }\n}",
  },
  references: [
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
    'https://learn.microsoft.com/azure/architecture/antipatterns/retry-storm/',
    'https://docs.stripe.com/api/idempotent_requests',
  ],
  evidence: 'related',
  *check(model) {
    const groups = new Map<string, { at: Evidence; calls: Call[] }>();
    for (const call of model.calls) {
      const [at] = call.policy.retry.repetition?.evidence ?? [];
      if (!at || call.policy.retry.state !== 'present') continue;
      const group = groups.get(siteKey(at)) ?? { at, calls: [] };
      group.calls.push(call);
      groups.set(siteKey(at), group);
    }
    for (const { at, calls } of groups.values()) {
      const found = report(model, at, calls);
      if (found) yield found;
    }
  },
});

// Nothing can beat together that comes back only once.
const FEWEST_TRIES = 3;

function problems({ bound, tries, delay, changes }: Repetition, method: string | null): string[] {
  const found: string[] = [];
  if (changes === 'unsafe') found.push(`a ${method ?? 'request'} is sent again without an idempotency key`);
  if (bound === 'absent') found.push('it never gives up');
  if (tries !== null && tries < FEWEST_TRIES) return found;
  if (delay === 'none') found.push('there is no delay between the tries');
  if (delay === 'fixed') found.push('the delay does not grow');
  return found;
}

function lacksChance({ tries, delay, jitter }: Repetition): boolean {
  return delay === 'growing' && jitter === 'absent' && (tries === null || tries >= FEWEST_TRIES);
}

function report(model: SystemModel, at: Evidence, calls: readonly Call[]): Report | undefined {
  const all = new Set<string>();
  const affected: Call[] = [];
  for (const call of calls) {
    const { repetition } = call.policy.retry;
    const found = repetition ? problems(repetition, call.method) : [];
    for (const problem of found) all.add(problem);
    if (found.length > 0) affected.push(call);
  }
  const severity: Severity = all.size > 0 ? 'warning' : 'info';
  if (all.size === 0) {
    affected.push(...calls.filter(({ policy }) => policy.retry.repetition && lacksChance(policy.retry.repetition)));
    all.add('the delays are the same for all callers: nothing spreads them');
  }
  const [first] = affected;
  if (!first) return undefined;
  const isEndless = affected.some(({ policy }) => policy.retry.repetition?.bound === 'absent');
  const nameOf = serviceNames(model);
  const target = targetName(first, nameOf);
  const sites = affected
    .flatMap(({ evidence }) => evidence.slice(0, 1))
    .map((site) => withNote(site, 'the call that is tried again'));
  return {
    at,
    service: first.from,
    severity,
    message: `"${nameOf(first.from)}" calls ${target} again after a failure (${first.policy.retry.source}): ${joinList([...all])}`,
    evidence: otherSites(sites, at),
    ...(isEndless && { fix: { kind: 'retry-bound' } }),
  };
}
