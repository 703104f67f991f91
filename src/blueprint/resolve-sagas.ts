import type { CallSpec, SagaSpec, SagaStepSpec } from './blueprint.ts';
import { checkChoreography } from './check-choreography.ts';
import type { Cursor } from './cursor.ts';
import { flawOfKebabName } from './names.ts';
import type { ServiceDraft } from './read-service.ts';
import { resolveOperation, type Directory } from './resolve-service.ts';
import { callsItsSteps, flawOfTimeout, isLedByEngine, SAGA_STYLES, type SagaStyle } from './saga-style.ts';

/** The sagas of a service; their steps name operations of other services. `usual` is the style of those that name none. */
export function resolveSagas(draft: ServiceDraft, directory: Directory, usual: SagaStyle): readonly SagaSpec[] {
  const sagas: SagaSpec[] = [];
  for (const [name, cursor] of draft.entries.get('sagas')?.asMap('sagas') ?? []) {
    cursor.check(name, flawOfKebabName(name), true);
    const entries = cursor.asMap(`the saga "${name}"`, ['style', 'steps']);
    const style = entries?.get('style')?.asOneOf('style', SAGA_STYLES) ?? usual;
    const list = entries?.get('steps');
    if (entries && !list) cursor.fail(`the saga "${name}" has no steps`, stepHelp, true);
    const items = list?.asList('steps') ?? [];
    if (list && Array.isArray(list.value) && items.length === 0) list.fail(`the saga "${name}" has no steps`, stepHelp);
    if (style === 'choreography') checkChoreography(items);
    else checkPivot(items);
    const steps = items.flatMap((item) => resolveStep(item, style, draft, directory) ?? []);
    checkEngine(entries?.get('style'), style, sagas);
    sagas.push({ name, style, steps });
  }
  return sagas;
}

// One process follows and closes one engine.
function checkEngine(entry: Cursor | undefined, style: SagaStyle, earlier: readonly SagaSpec[]): void {
  const other = earlier.find((saga) => isLedByEngine(saga) && saga.style !== style);
  if (other && isLedByEngine({ name: '', style, steps: [] }))
    entry?.fail(`"${other.name}" of the same service has style: ${other.style}`, 'let one engine lead all of them');
}

const stepHelp = 'write steps: [{ do: inventory.reserve, undo: inventory.release, timeout: 5s }]';

function resolveStep(
  item: Cursor,
  style: SagaStyle,
  draft: ServiceDraft,
  directory: Directory,
): SagaStepSpec | undefined {
  if (typeof item.value === 'string') {
    const action = resolveOperation(item, draft, directory);
    return action && { do: action, undo: null, timeout: 5000, pivot: false };
  }
  const entries = item.asMap('a step', ['do', 'undo', 'timeout', 'pivot']);
  if (!entries) return undefined;
  const doing = entries.get('do');
  if (!doing) return item.fail('the step does not say what to do', stepHelp);
  const undoing = entries.get('undo');
  const action = resolveOperation(doing, draft, directory);
  const undo = undoing ? resolveOperation(undoing, draft, directory) : undefined;
  const timeout = entries.get('timeout')?.asDuration('timeout') ?? 5000;
  const flaw = flawOfTimeout(style, timeout);
  if (flaw) entries.get('timeout')?.fail(...flaw);
  const pivot = entries.get('pivot')?.asBoolean('pivot') ?? false;
  return action && { do: action, undo: undo ?? null, timeout, pivot };
}

// From the pivot on nothing is undone, so that an "undo" there would never be called.
function checkPivot(items: readonly Cursor[]): void {
  const entriesOf = ({ value }: Cursor): Record<string, unknown> =>
    typeof value === 'object' && value !== null ? { ...value } : {};
  const pivot = items.findIndex((item) => entriesOf(item)['pivot'] === true);
  if (pivot === -1) return;
  for (const item of items.slice(pivot)) {
    const { undo, pivot: another } = entriesOf(item);
    const what = item === items[pivot] ? 'the pivot' : 'a step behind the pivot';
    if (undo !== undefined) item.fail(`${what} is never undone`, 'leave out its "undo", or move the pivot behind it');
    if (another === true && item !== items[pivot]) item.fail('a saga has one pivot', 'keep the first one');
  }
}

/** Notes a mistake for each call over gRPC of a service that steps of sagas call, which they do over HTTP. */
export function checkSagaProtocols(draft: ServiceDraft, calls: readonly CallSpec[], sagas: readonly SagaSpec[]): void {
  const stepped = new Set(
    sagas
      .filter(callsItsSteps)
      .flatMap(({ steps }) => steps.flatMap((step) => [step.do.service, step.undo?.service ?? step.do.service])),
  );
  for (const [to, list] of draft.entries.get('calls')?.asMap('calls') ?? [])
    if (stepped.has(to) && calls.some((call) => call.to === to && call.protocol === 'grpc'))
      list.fail(
        `"${to}" is called over gRPC here, and over HTTP by a saga of "${draft.name}"`,
        'leave "protocol" out: steps of sagas go over HTTP, and all calls of one service share a client',
        true,
      );
}
