export type * from './model/system.ts';
export type * from './model/finding.ts';
export type * from './model/recovery.ts';
export type * from './blueprint/blueprint.ts';
export { defineRule } from './lint/rule.ts';
export type * from './lint/rule.ts';
