import type { Bug } from './bug.mjs';

export declare const events: readonly Bug[];
