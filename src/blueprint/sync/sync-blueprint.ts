import type { Drift, DriftItem } from '../../model/drift.ts';
import type { SystemModel } from '../../model/system.ts';
import { UserError } from '../../util/user-error.ts';
import type { Blueprint } from '../blueprint.ts';
import { declaredModel } from '../declared-model.ts';
import { parseBlueprint } from '../read-blueprint.ts';
import { Refusal, type Draft, type Edited } from './draft.ts';
import { syncCall } from './sync-calls.ts';
import { syncEndpoint } from './sync-endpoints.ts';
import { syncEvent } from './sync-events.ts';
import { syncLibrary } from './sync-libraries.ts';
import { syncBus, syncService, syncTable } from './sync-services.ts';

/** What came of writing into a blueprint what code says. */
export interface Synced {
  readonly text: string;
  readonly applied: readonly DriftItem[];
  /** What a blueprint cannot say, or only a person can decide. */
  readonly left: readonly { readonly item: DriftItem; readonly why: string }[];
}

/** Tells how a declared model differs from the code. */
type Compare = (declared: SystemModel) => Drift;

const ROUNDS = 12;

/**
 * The text of a blueprint with everything in it that code says and a blueprint can say; comments, order and form of the
 * rest stay. Each edit is kept only when the blueprint reads well with it. Rounds go on until none is kept, since an edit
 * may make room for another (a service before its endpoints), so that a second run changes nothing.
 */
export function syncBlueprint(file: string, text: string, observed: SystemModel, compare: Compare): Synced {
  const applied = new Map<string, DriftItem>();
  let current = text;
  let left: Synced['left'] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const items = [...compare(declaredModel(parseBlueprint(file, current))).items].sort(byTurn);
    const refused: { item: DriftItem; why: string }[] = [];
    const before = current;
    for (const item of items) {
      const edited = syncOne(file, current, observed, item);
      if (edited instanceof Refusal) refused.push({ item, why: edited.why });
      else if (edited !== current) {
        current = edited;
        applied.set(keyOf(item), item);
      }
    }
    left = refused;
    if (current === before) break;
  }
  return { text: current, applied: [...applied.values()], left };
}

/** The text with one item written into it, or why it cannot be. */
export function syncOne(file: string, text: string, observed: SystemModel, item: DriftItem): Edited {
  if (item.state === 'runtime-only') return new Refusal('code does not show it: look where it comes from first');
  try {
    const edited = edit({ file, text, observed, blueprint: parseBlueprint(file, text) }, item);
    if (edited instanceof Refusal) return edited;
    parseBlueprint(file, edited);
    return edited;
  } catch (error) {
    // What the blueprint would not allow is no edit, and its own words are the reason.
    if (error instanceof UserError) return new Refusal(error.message);
    throw error;
  }
}

function edit(draft: Draft & { readonly blueprint: Blueprint }, item: DriftItem): Edited {
  switch (item.kind) {
    case 'endpoint':
      return syncEndpoint(draft, item);
    case 'call':
      return syncCall(draft, item);
    case 'publication':
    case 'subscription':
      return syncEvent(draft, item);
    case 'table':
      return syncTable(draft, item);
    case 'service':
      return syncService(draft, item);
    case 'library':
      return syncLibrary(draft, item);
    case 'bus':
      return syncBus(draft, item);
    case 'edge':
      return new Refusal('code does not show it: look where it comes from first');
  }
}

// Calls go before the endpoints that they name, and those before their services; what comes goes the other way round.
const TURNS = [
  ['changed', 'service'],
  ['declared-only', 'call'],
  ['observed-only', 'service'],
  ['changed', 'endpoint'],
  ['observed-only', 'endpoint'],
  ['observed-only', 'call'],
  ['declared-only', 'endpoint'],
  ['declared-only', 'service'],
].map((turn) => turn.join(' '));

function byTurn(a: DriftItem, b: DriftItem): number {
  const turn = ({ state, kind }: DriftItem): number =>
    (TURNS.indexOf(`${state} ${kind}`) + TURNS.length) % TURNS.length;
  return turn(a) - turn(b);
}

function keyOf({ state, kind, service, what, attribute }: DriftItem): string {
  return [state, kind, service, what, attribute].join('\n');
}
