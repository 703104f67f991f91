import type { Bug } from './bug.mjs';

export declare const service: readonly Bug[];
