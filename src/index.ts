export type * from './model/system.ts';
export type * from './model/finding.ts';
export type * from './model/recovery.ts';
export type * from './blueprint/blueprint.ts';
