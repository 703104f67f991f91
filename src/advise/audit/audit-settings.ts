import type { DecisionTree, Option } from '../tree.ts';
import type { PartResult } from './audit-rules.ts';
import type { Violation } from './audited.ts';

interface At {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** archwright.yaml as an audit reads it. */
export interface Settings {
  /** The file's own values, and the same with every default. */
  readonly written: unknown;
  readonly effective: unknown;
  /** True when it declares services, so that defaults have an effect. */
  readonly declares: boolean;
  readonly where: (path: readonly string[]) => At;
}

/** Whether archwright.yaml says what an option asks for. */
export function auditSettings({ blueprint }: Option, settings: Settings | null): PartResult {
  const violations: Violation[] = [];
  const held: string[] = [];
  const open: string[] = [];
  for (const { path, values } of blueprint) {
    const name = path.join('.');
    const said = settings && valueAt(settings.written, path);
    if (settings === null) {
      open.push(`${name}: there is no archwright.yaml`);
      continue;
    }
    if (said === undefined && !settings.declares) {
      open.push(`${name}: archwright.yaml does not say it`);
      continue;
    }
    const value = said ?? valueAt(settings.effective, path);
    if (values.some((each) => each === value)) held.push(`${name} = ${String(value)}`);
    else {
      const how = said === undefined ? ' by default' : '';
      const message = `${name} is ${String(value)}${how}; the decision asks for ${values.join(' or ')}`;
      violations.push({ by: 'setting', name, message, ...at(settings, path), evidence: [] });
    }
  }
  return { violations, held, open };
}

/** The option of a tree that the settings of archwright.yaml amount to; null unless they are written there and fit one alone. */
export function settledByBlueprint(
  tree: DecisionTree,
  settings: Settings,
): { readonly option: Option; readonly path: string; readonly at: At } | null {
  const fitting = [...tree.options.values()].filter(
    ({ blueprint }) =>
      blueprint.length > 0 &&
      blueprint.every(({ path, values }) => values.some((each) => each === valueAt(settings.written, path))),
  );
  const [option, other] = fitting;
  const path = option?.blueprint[0]?.path;
  if (option === undefined || path === undefined || other !== undefined) return null;
  return { option, path: path.join('.'), at: at(settings, path) };
}

function at({ where }: Settings, path: readonly string[]): At {
  const { file, line, column } = where(path);
  return { file, line, column };
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value;
}
