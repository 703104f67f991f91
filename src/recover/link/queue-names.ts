import type { Evaluator } from './evaluate.ts';
import type { Lib, Value } from './values.ts';

const QUEUE = /^(?:Queue|QueuePro|default)?(?:!|\(\))$/;

/** `queue.name` of a job queue: what it was made with; undefined for any other member. */
export function queueName(evaluator: Evaluator, lib: Lib, name: string): Value[] | undefined {
  if (name !== 'name' || !/^(?:bullmq?|bee-queue)$/.test(lib.pkg) || !QUEUE.test(lib.path)) return undefined;
  const [first] = lib.args;
  const names = first ? evaluator.of(first).filter((value) => value.t === 'text') : [];
  return names.length > 0 ? names : undefined;
}
