import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

const ROUTERS = /^(?:express|express-promise-router|router|koa-router|@koa\/router|hono)$/;

/**
 * A member that a base class makes, as objects of `self`'s class have it: each class that inherits
 * `this.router = Router()` has a router of its own, and mounts it where it likes.
 */
export function ownRouter(
  evaluator: Evaluator,
  value: Value,
  name: string,
  base: Extract<Value, { t: 'class' }>,
  self: Value,
): Value {
  if (value.t !== 'lib' || self.t !== 'inst' || !ROUTERS.test(value.lib.pkg)) return value;
  const { site } = value.lib;
  if (!site || site.file !== base.file || site.of !== undefined) return value;
  // Of a class that others extend it is not known whose router is meant.
  if (evaluator.providers?.subclasses(self.file, self.c) !== undefined) return value;
  const isMadeThere = evaluator.program
    .cls(base.file, base.c)
    ?.fields.some((field) => field.name === name && field.value?.k === 'call' && field.value.c === site.call);
  if (isMadeThere !== true) return value;
  return { t: 'lib', lib: { ...value.lib, site: { ...site, of: `${self.file}#${self.c}` } } };
}
