/** What a pull request may not do, as `--fail-on` names it. */
export const DIFF_POLICIES = {
  'sync-edge': 'a service calls another one synchronously that it did not call before',
  'sync-edge-without-adr': 'the same, and no decision record comes with the change',
  'external-edge': 'a service calls an outside system that it did not call before',
  cycle: 'services call one another in a circle',
  'shared-table': 'a table gets a second service that writes it',
  'longer-chain': 'the longest chain of requests gets longer',
  'removed-endpoint': 'an endpoint is gone',
  'weaker-policy': 'a call loses its timeout, its retry, its circuit breaker or its bulkhead',
  finding: 'there is a new finding of the severity "error"',
  any: 'the architecture changes at all',
} as const;

export type DiffPolicy = keyof typeof DIFF_POLICIES;
