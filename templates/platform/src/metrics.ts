/** What tells apart the series of one name: `{ upstream: 'payment' }`. Few distinct values, so no ids. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Where the parts of the platform report figures. Names are dotted, times are in milliseconds. */
export interface Metrics {
  /** Adds to a counter, 1 by default. */
  count(name: string, attributes?: Attributes, by?: number): void;
  /** Adds one value to a distribution, such as a duration. */
  record(name: string, value: number, attributes?: Attributes): void;
  /** Names a figure that is read whenever somebody collects. */
  gauge(name: string, read: () => number, attributes?: Attributes): void;
}

/** Keeps nothing. */
export const noMetrics: Metrics = {
  count() {},
  record() {},
  gauge() {},
};
