import type { Evaluator } from './evaluate.ts';
import type { Frame } from './values.ts';

/**
 * The frame in which code of function `f` is to be understood that somebody looks at from elsewhere: a handler that was put into
 * a list, a topic that a decorator kept. What `frame` knows of that function or of those around it counts; the rest stays open.
 * Undefined, which stands for all callers at once, when nobody looks from a frame.
 */
export function seenFrom(evaluator: Evaluator, frame: Frame | undefined, file: string, f: number): Frame | undefined {
  if (frame === undefined || f < 0) return frame === undefined ? undefined : rootOf(frame);
  for (let at: Frame | undefined = frame; at; at = at.outer) if (at.file === file && at.f === f) return at;
  const parent = evaluator.program.fn(file, f)?.parent ?? -1;
  const outer = parent < 0 ? undefined : seenFrom(evaluator, frame, file, parent);
  return { file, f, args: undefined, self: undefined, outer, depth: 0 };
}

// Code outside of functions knows no parameters.
function rootOf(frame: Frame): Frame {
  return { file: frame.file, f: -5, args: [], self: undefined, outer: undefined, depth: 0 };
}
