/** The names of the events by which the steps of one choreographed saga lead to each other. */
export interface SagaEventNames {
  readonly started: string;
  readonly timedOut: string;
  readonly steps: readonly { readonly done: string; readonly refused: string; readonly undone: string }[];
}

/** The events of a saga with these steps: `place-order.started`, `place-order.reserve-done`, `place-order.timed-out`, … */
export function sagaEventNames(saga: string, steps: readonly string[]): SagaEventNames {
  return {
    started: `${saga}.started`,
    timedOut: `${saga}.timed-out`,
    steps: steps.map((step) => ({
      done: `${saga}.${step}-done`,
      refused: `${saga}.${step}-refused`,
      undone: `${saga}.${step}-undone`,
    })),
  };
}

/**
 * Those of the channels that belong to a choreographed saga: it starts, its time is limited, and between lie its steps. They
 * go from service to service and back, and end by themselves.
 */
export function sagaChannels(names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names);
  const found = new Set<string>();
  for (const name of all) {
    const [, saga, word = ''] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
    if (saga === undefined || !all.has(`${saga}.started`) || !all.has(`${saga}.timed-out`)) continue;
    if (/^(?:started|timed-out|.+-(?:done|refused|undone))$/.test(word)) found.add(name);
  }
  return found;
}
