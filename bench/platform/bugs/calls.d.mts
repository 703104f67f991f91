import type { Bug } from './bug.mjs';

export declare const calls: readonly Bug[];
