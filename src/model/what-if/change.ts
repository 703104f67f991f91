/** One change of a system to try out, by names of services. */
export type WhatIfChange =
  | { readonly kind: 'async'; readonly from: string; readonly to: string }
  | { readonly kind: 'cache'; readonly from: string; readonly to: string; readonly hits: number }
  | { readonly kind: 'replicas'; readonly service: string; readonly count: number }
  | { readonly kind: 'merge'; readonly services: readonly string[] }
  | { readonly kind: 'split'; readonly service: string; readonly into: string; readonly path: string };

/** Share of requests that a cache answers unless something better is known. */
export const assumedHits = 0.9;
