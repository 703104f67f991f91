import type { Bug } from './bug.mjs';

export declare const sagas: readonly Bug[];
