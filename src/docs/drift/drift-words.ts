import type { DriftItem, DriftState } from '../../model/drift.ts';
import type { Evidence } from '../../model/system.ts';

/** A drift item with the edits that would settle it. */
export interface Settled {
  readonly item: DriftItem;
  /** Unified diff of the blueprint with what code says; null where there is none, with the reason. */
  readonly diff: string | null;
  readonly why: string | null;
  /** What to do in the code instead, and where; line 0 stands for the folder. */
  readonly code: { readonly file: string; readonly line: number; readonly column: number; readonly todo: string };
}

/** A comparison, ready to be told. */
export interface DriftReport {
  /** Path of the blueprint and of the file of telemetry, as given. */
  readonly blueprint: string;
  readonly runtime: string | null;
  readonly settled: readonly Settled[];
  readonly undecided: readonly {
    readonly kind: string;
    readonly service: string;
    readonly what: string;
    readonly why: string;
  }[];
  readonly unseen: readonly { readonly from: string; readonly to: string }[];
  /** What was compared on each side. */
  readonly compared: { readonly declared: number; readonly observed: number; readonly runtime: number };
}

/** What each state means, as a heading. */
export const STATES: Readonly<Record<DriftState, string>> = {
  'declared-only': 'Declared, and not in the code',
  'observed-only': 'In the code, and not declared',
  'runtime-only': 'Seen at run time, and neither declared nor in the code',
  changed: 'Different on the two sides',
};

const VERBS: Readonly<Record<DriftItem['kind'], string>> = {
  service: '',
  endpoint: 'answers',
  call: 'calls',
  publication: 'publishes',
  subscription: 'consumes',
  table: 'owns',
  library: 'uses the library',
  bus: 'carries',
  edge: '',
};

/** One line about an item: `orders calls payment POST /charges`, with both values where they differ. */
export function headline({ kind, service, what, attribute, declared, observed, state }: DriftItem): string {
  const values = `${declared ?? 'none'} is declared, ${observed ?? 'none'} in the code`;
  if (state === 'runtime-only') return `${what} (${observed ?? ''})`;
  if (kind === 'bus') return `broker of ${what}: ${values}`;
  if (kind === 'table' && attribute === 'owner') return `owner of the table ${what}: ${values}`;
  if (kind === 'library' && service === null)
    return attribute === null ? `library ${what}` : `${attribute} of the library ${what}: ${values}`;
  if (kind === 'service') return attribute === null ? `service ${what}` : `${attribute} of ${what}: ${values}`;
  const deed = `${service ?? ''} ${VERBS[kind]} ${state === 'changed' && kind !== 'call' ? '' : what}`.trim();
  if (state !== 'changed') return deed;
  return kind === 'call' ? `${deed}: ${attribute ?? ''} ${values}` : `${deed}: ${values}`;
}

/** What to do in the code so that it is as declared, and where. */
export function codeSide(item: DriftItem, folderOf: (service: string) => string | undefined): Settled['code'] {
  const [site] = item.inCode;
  const at = (place: Evidence | undefined): Omit<Settled['code'], 'todo'> => ({
    file: place?.file ?? folderOf(item.service ?? item.what) ?? '.',
    line: place?.line ?? 0,
    column: place?.column ?? 0,
  });
  switch (item.state) {
    case 'declared-only':
      return { ...at(undefined), todo: todoOf(item) };
    case 'observed-only':
      return { ...at(site), todo: 'remove it here' };
    case 'runtime-only':
      return {
        ...at(site),
        todo: 'find out who does it: a service that is not in this repository, or code that was not understood',
      };
    case 'changed':
      return { ...at(site), todo: `make it ${item.declared ?? 'as declared'} here` };
  }
}

function todoOf({ kind, service }: DriftItem): string {
  if (kind === 'service') return 'build the service';
  if (kind !== 'library') return 'build it here';
  return service === null ? 'build the library' : 'add it to the dependencies here';
}

/** `file:line:column`, or the folder where a line is not known. */
export function placeText({
  file,
  line,
  column,
}: {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}): string {
  return line > 0 ? `${file}:${String(line)}:${String(column)}` : file;
}
