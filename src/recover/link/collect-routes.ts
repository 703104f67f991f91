import type { CallFact } from '../facts/file-facts.ts';
import type { MountShape, Recogniser, RouteShape, Site } from '../libraries/recogniser.ts';
import type { CallRef } from './callers.ts';
import { mayHold } from './conditions.ts';
import { elementFrames } from './elements.ts';
import type { Evaluator } from './evaluate.ts';
import { expandSite } from './expand.ts';
import { openFrame } from './expanded-frames.ts';
import type { Frame, Lib, Value } from './values.ts';

interface Found {
  readonly routes: readonly { readonly shape: RouteShape; readonly site: CallRef }[];
  readonly mounts: readonly { readonly shape: MountShape; readonly site: CallRef }[];
}

/**
 * Routes and mounts of a call: one for each known element of a loop around it; of a helper that is given method, path and
 * handler, one for each call of the helper, where the helper is called.
 */
export function routesAt(
  evaluator: Evaluator,
  recogniser: Recogniser,
  lib: Lib,
  ref: CallRef,
  call: CallFact,
  siteIn: (frame: Frame | undefined) => Site,
): Found {
  const frames = elementFrames(evaluator, ref.file, call).filter((frame) => meant(evaluator, lib, ref, call, frame));
  const found: Found = {
    routes: frames.flatMap((frame) =>
      (recogniser.route?.(lib, siteIn(frame)) ?? []).map((shape) => ({ shape, site: ref })),
    ),
    mounts: frames.flatMap((frame) =>
      (recogniser.mount?.(lib, siteIn(frame)) ?? []).map((shape) => ({ shape, site: ref })),
    ),
  };
  const ofHelper = helperRoutes(evaluator, recogniser, lib, ref, call, siteIn);
  return ofHelper ? { ...found, routes: ofHelper } : found;
}

// In the frame of one element, `router[route.method]` is one member; the others belong to other elements.
function meant(evaluator: Evaluator, lib: Lib, ref: CallRef, call: CallFact, frame: Frame | undefined): boolean {
  if (!frame) return true;
  const paths = libsIn(evaluator, lib, ref, call, frame).map((one) => one.path);
  return paths.length === 0 || paths.includes(lib.path);
}

function libsIn(evaluator: Evaluator, lib: Lib, ref: CallRef, call: CallFact, frame: Frame | undefined): Lib[] {
  return evaluator
    .eval(ref.file, call.callee, frame)
    .flatMap((value) => (value.t === 'lib' && value.lib.pkg === lib.pkg ? [value.lib] : []));
}

// Undefined for a call that is no helper's, or of which callers tell nothing; empty when no caller gets there.
function helperRoutes(
  evaluator: Evaluator,
  recogniser: Recogniser,
  lib: Lib,
  ref: CallRef,
  call: CallFact,
  siteIn: (frame: Frame | undefined) => Site,
): Found['routes'] | undefined {
  const isReached = (frame: Frame | undefined): boolean => !frame || mayHold(evaluator, ref.file, call.when, frame);
  const shapesIn = (frame: Frame | undefined): RouteShape[] => {
    if (!isReached(frame)) return [];
    const own = libsIn(evaluator, lib, ref, call, frame);
    return (own.length > 0 ? own : [lib]).flatMap((one) => recogniser.route?.(one, siteIn(frame)) ?? []);
  };
  const open = call.fn < 0 ? [] : shapesIn(openFrame(evaluator, ref.file, call.fn));
  if (!open.some((shape) => shape.path.some(isOpen))) return undefined;
  const expanded = expandSite(evaluator, ref, { shapesIn, isReached, texts: (shape) => shape.path });
  const known = expanded.flatMap(({ shape, chain }) => {
    const [outer] = chain;
    return outer && chain.length > 1 && !shape.path.some(isOpen) ? [{ shape, site: outer }] : [];
  });
  return known.length > 0 || expanded.length === 0 ? known : undefined;
}

function isOpen(value: Value): boolean {
  return value.t === 'text' && value.parts.some((part) => part.p === 'param');
}
