import type { Evidence } from '../../model/system.ts';
import type { CallFact, Position } from '../facts/file-facts.ts';
import { recognisersOf } from '../libraries/index.ts';
import { declarations } from '../libraries/declarations.ts';
import { listeningModules } from '../libraries/listening-modules.ts';
import type { Declared } from '../libraries/nest.ts';
import { servedBySchemas } from '../libraries/served-by-schemas.ts';
import type { Served } from '../libraries/served.ts';
import type {
  AccessShape,
  AnswerShape,
  MessageShape,
  MountShape,
  Recogniser,
  RequestShape,
  RouteShape,
  Site,
  StoreShape,
  Uses,
} from '../libraries/recogniser.ts';
import { spreadArguments } from './arguments.ts';
import { asConstruction, librariesCalled } from './base-constructors.ts';
import { routesAt } from './collect-routes.ts';
import { mayHold } from './conditions.ts';
import { withOrigin } from './access-details.ts';
import { calleesOf, type CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { elementFrames } from './elements.ts';
import { expandSite, type InContext, type View } from './expand.ts';
import { isNeverTaken } from './never-taken.ts';
import type { Frame, Lib, Value } from './values.ts';

export interface Collected {
  readonly requests: readonly InContext<RequestShape>[];
  readonly messages: readonly InContext<MessageShape>[];
  readonly answers: readonly InContext<AnswerShape>[];
  readonly routes: readonly { readonly shape: RouteShape; readonly site: CallRef }[];
  readonly mounts: readonly { readonly shape: MountShape; readonly site: CallRef }[];
  readonly stores: readonly InContext<StoreShape>[];
  readonly accesses: readonly InContext<AccessShape>[];
  readonly listens: readonly { readonly site: CallRef; readonly pkg: string }[];
  readonly declared: readonly Declared[];
  /** What services declare in schemas. */
  readonly served: Served;
  /** Packages that recognisers know, by file that uses them. */
  readonly known: ReadonlyMap<string, ReadonlySet<string>>;
}

type Kind = 'request' | 'message' | 'answer' | 'store' | 'access';

/** Runs every recogniser on every call, in the contexts that matter. */
export function collect(evaluator: Evaluator, uses: Uses): Collected {
  const out = {
    requests: [] as InContext<RequestShape>[],
    messages: [] as InContext<MessageShape>[],
    answers: [] as InContext<AnswerShape>[],
    routes: [] as { shape: RouteShape; site: CallRef }[],
    mounts: [] as { shape: MountShape; site: CallRef }[],
    stores: [] as InContext<StoreShape>[],
    accesses: [] as InContext<AccessShape>[],
    listens: [] as { site: CallRef; pkg: string }[],
    declared: [] as Declared[],
    known: new Map<string, Set<string>>(),
  };
  for (const [file, facts] of evaluator.program.files) {
    out.declared.push(...declarations(evaluator, file, uses.protos));
    facts.calls.forEach((call, c) => {
      if (isNeverTaken(evaluator, file, call.when)) return;
      for (const lib of librariesCalled(evaluator, call, calleesOf(evaluator, file, call))) {
        const recognisers = recognisersOf(lib.pkg);
        if (recognisers.length > 0 && lib.pkg !== 'global') note(out.known, file, lib.pkg);
        for (const recogniser of recognisers) place(evaluator, uses, out, recogniser, lib, file, c, call);
      }
    });
  }
  out.listens.push(...listeningModules(evaluator));
  return { ...dedupe(out), served: servedBySchemas(evaluator) };
}

function note(known: Map<string, Set<string>>, file: string, pkg: string): void {
  const set = known.get(file);
  if (set) set.add(pkg);
  else known.set(file, new Set([pkg]));
}

type Out = {
  -readonly [K in Exclude<keyof Collected, 'served'>]: Collected[K] extends readonly (infer T)[] ? T[] : Collected[K];
};

function place(
  evaluator: Evaluator,
  uses: Uses,
  out: Out,
  recogniser: Recogniser,
  lib: Lib,
  file: string,
  c: number,
  call: CallFact,
): void {
  const site = siteOf(evaluator, uses, { file, c }, undefined);
  if (recogniser.route || recogniser.mount) {
    const siteIn = (frame: Frame | undefined): Site => (frame ? siteOf(evaluator, uses, { file, c }, frame) : site);
    const found = routesAt(evaluator, recogniser, lib, { file, c }, call, siteIn);
    out.routes.push(...found.routes);
    out.mounts.push(...found.mounts);
  }
  if (recogniser.listens?.(lib, site)) out.listens.push({ site: { file, c }, pkg: lib.pkg });
  if (isSome(recogniser.request?.(lib, site)))
    out.requests.push(
      ...contexts(evaluator, uses, recogniser, 'request', { file, c }, call, {
        texts: (shape) => [...shape.url, ...(Array.isArray(shape.method) ? (shape.method as readonly Value[]) : [])],
        isAddress: true,
        isOpen: (shape) => shape.timeout.state === 'unknown',
        agree: agreedTimeout,
      }),
    );
  if (recogniser.message?.(lib, site))
    out.messages.push(
      ...contexts(evaluator, uses, recogniser, 'message', { file, c }, call, {
        texts: (shape) => shape.names,
        gathers: true,
        ofReceiver: true,
      }),
    );
  if (recogniser.answer?.(lib, site))
    out.answers.push(
      ...contexts(evaluator, uses, recogniser, 'answer', { file, c }, call, { texts: (shape) => shape.names }),
    );
  if (recogniser.store?.(lib, site))
    out.stores.push(
      ...contexts(evaluator, uses, recogniser, 'store', { file, c }, call, {
        texts: (shape) => [...shape.url, ...shape.host, ...shape.database],
      }),
    );
  if (recogniser.access?.(lib, site))
    out.accesses.push(
      ...contexts(evaluator, uses, recogniser, 'access', { file, c }, call, { texts: (shape) => shape.sql ?? [] }),
    );
}

function isSome(found: RequestShape | readonly RequestShape[] | undefined): boolean {
  return found !== undefined && (!Array.isArray(found) || found.length > 0);
}

interface Shapes {
  readonly request: RequestShape;
  readonly message: MessageShape;
  readonly answer: AnswerShape;
  readonly store: StoreShape;
  readonly access: AccessShape;
}

function contexts<K extends Kind>(
  evaluator: Evaluator,
  uses: Uses,
  recogniser: Recogniser,
  kind: K,
  ref: CallRef,
  call: CallFact,
  view: Omit<View<Shapes[K]>, 'shapesIn'>,
): InContext<Shapes[K]>[] {
  type Found = Shapes[K] | readonly Shapes[K][] | undefined;
  const recognise = recogniser[kind] as ((lib: Lib, site: Site) => Found) | undefined;
  const shapesIn = (frame: Frame | undefined): Shapes[K][] =>
    elementFrames(evaluator, ref.file, call).flatMap((element) =>
      shapesAt(element && !frame?.args ? { ...element, outer: frame } : frame),
    );
  const shapesAt = (frame: Frame | undefined): Shapes[K][] => {
    if (frame && !mayHold(evaluator, ref.file, call.when, frame)) return [];
    const shapesOf = (libs: readonly Lib[]): Shapes[K][] =>
      libs.flatMap((lib) => {
        const at = siteOf(evaluator, uses, ref, frame);
        const found = recognise?.(lib, at) ?? [];
        const shapes = Array.isArray(found) ? (found as Shapes[K][]) : [found as Shapes[K]];
        return kind === 'access'
          ? shapes.map((shape) => withOrigin(shape as AccessShape, lib, at) as Shapes[K])
          : shapes;
      });
    const inFrame = shapesOf(librariesAt(evaluator, ref, call, frame, recogniser));
    // A callee that depends on parameters (`axios[verb]`) is what all callers make of it.
    return named(inFrame.length > 0 ? inFrame : shapesOf(librariesAt(evaluator, ref, call, undefined, recogniser)));
  };
  const isReached = (frame: Frame | undefined): boolean => !frame || mayHold(evaluator, ref.file, call.when, frame);
  return expandSite(evaluator, ref, { ...view, shapesIn, isReached });
}

// A call on one of several objects says the same on each: where one tells the name, those that do not add nothing.
function named<S extends Shapes[Kind]>(shapes: readonly S[]): S[] {
  const known = shapes.filter((shape) => !('names' in shape) || shape.names.length > 0);
  return known.length > 0 ? known : [...shapes];
}

function agreedTimeout(shape: RequestShape, inCallers: readonly RequestShape[]): RequestShape {
  const [first, ...more] = inCallers.map((caller) => caller.timeout);
  if (!first || more.some((timeout) => timeout.state !== first.state)) return shape;
  return { ...shape, timeout: more.every((timeout) => timeout.ms === first.ms) ? first : { ...first, ms: null } };
}

function librariesAt(
  evaluator: Evaluator,
  ref: CallRef,
  call: CallFact,
  frame: Frame | undefined,
  recogniser: Recogniser,
): Lib[] {
  const values = frame ? evaluator.eval(ref.file, call.callee, frame) : calleesOf(evaluator, ref.file, call);
  return librariesCalled(evaluator, call, values).filter((lib) => recognisersOf(lib.pkg).includes(recogniser));
}

function siteOf(evaluator: Evaluator, uses: Uses, ref: CallRef, frame: Frame | undefined): Site {
  const call = evaluator.program.facts(ref.file).calls[ref.c];
  if (!call) throw new Error(`no call ${ref.c} in ${ref.file}`);
  const args = spreadArguments(evaluator, ref.file, call.args, frame);
  return { evaluator, file: ref.file, c: ref.c, call: asConstruction(call), args, frame, uses };
}

/** Position of a call (or of what is declared at `at`) as evidence. */
export function evidenceOf(evaluator: Evaluator, ref: CallRef & { readonly at?: Position }, note?: string): Evidence {
  const place = ref.at ?? evaluator.program.facts(ref.file).calls[ref.c];
  return evaluator.evidence(ref.file, place ?? { line: 1, column: 1 }, note);
}

// One call whose callee may be several objects of one kind is still one site.
function dedupe(out: Out): Out {
  const once = <T>(items: readonly T[], keyOf: (item: T) => string): T[] => [
    ...new Map(items.map((item) => [keyOf(item), item])).values(),
  ];
  const chainKey = (chain: readonly CallRef[]): string => chain.map((ref) => `${ref.file}#${ref.c}`).join('<');
  return {
    ...out,
    requests: once(out.requests, (item) => `${chainKey(item.chain)}|${shapeKey(item.shape)}`),
    messages: once(out.messages, (item) => `${chainKey(item.chain)}|${item.shape.names.map(valueText).join()}`),
    answers: once(
      out.answers,
      (item) => `${chainKey(item.chain)}|${item.shape.method}|${item.shape.names.map(valueText).join()}`,
    ),
    listens: once(out.listens, (item) => `${item.site.file}#${item.site.c}`),
    accesses: once(out.accesses, (item) => `${chainKey(item.chain)}|${item.shape.mode}|${item.shape.tables.join()}`),
  };
}

function shapeKey(shape: RequestShape): string {
  return `${shape.url.map(valueText).sort().join()}|${typeof shape.method === 'string' ? shape.method : (shape.method ?? []).map(valueText).join()}|${shape.timeout.state}`;
}

function valueText(value: Value): string {
  return value.t === 'text'
    ? value.parts.map((part) => (part.p === 'text' ? part.s : `{${part.p === 'env' ? part.name : part.name}}`)).join('')
    : value.t;
}
