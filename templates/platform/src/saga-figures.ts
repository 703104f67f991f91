/** What metrics tell of sagas: those under way, those that wait for a person, and how old or late the worst of them is. */
export interface SagaFigures {
  readonly open: number;
  readonly stuck: number;
  readonly oldestMs: number;
}

export const NO_SAGAS: SagaFigures = { open: 0, stuck: 0, oldestMs: 0 };

/** The names that the figures of one kind of sagas have in metrics, in the order of `figuresOf`. */
export function figureNames(kind: 'saga' | 'choreography' | 'workflow'): string[] {
  return [`${kind}.open`, `${kind}.stuck`, kind === 'choreography' ? 'choreography.late_ms' : `${kind}.oldest_ms`];
}

/** The figures as values for `Telemetry.sample`. */
export function figuresOf({ open, stuck, oldestMs }: SagaFigures): number[] {
  return [open, stuck, oldestMs];
}
