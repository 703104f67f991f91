import type { Evidence } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { entriesOf, type Entry } from '../link/object-entries.ts';
import { joinTexts } from '../link/texts.ts';
import type { Value } from '../link/values.ts';

type ObjectValue = Extract<Value, { t: 'obj' }>;
type FunctionValue = Extract<Value, { t: 'fn' }>;

/** An action or event of a service, with what stands behind its name. */
export interface MoleculerMember {
  readonly name: Value;
  readonly at: Evidence;
  /** The function itself, or an object with `handler`, `rest`, … */
  readonly definition: readonly Value[];
  readonly handlers: readonly FunctionValue[];
}

/** A Moleculer service as its schema and mixins describe it (https://moleculer.services/docs/0.14/services). */
export interface MoleculerService {
  readonly file: string;
  /** With the version in front: `v2.orders`. */
  readonly name: string;
  /** The schema, then its mixins, nearest first. */
  readonly parts: readonly ObjectValue[];
  /** Packages that give mixins. */
  readonly packages: readonly string[];
  readonly actions: readonly MoleculerMember[];
  readonly events: readonly MoleculerMember[];
}

const known = new WeakMap<Evaluator, readonly MoleculerService[]>();

/** All Moleculer services of a repository, in the order of their files. */
export function moleculerServices(evaluator: Evaluator): readonly MoleculerService[] {
  const found = known.get(evaluator);
  if (found) return found;
  const services = find(evaluator);
  known.set(evaluator, services);
  return services;
}

function find(evaluator: Evaluator): MoleculerService[] {
  const folders = moleculerFolders(evaluator);
  if (folders.size === 0) return [];
  const services = new Map<string, MoleculerService>();
  for (const [file, facts] of evaluator.program.files) {
    if (![...folders].some((folder) => folder === '' || file.startsWith(folder))) continue;
    const exported = /\.service\.[cm]?[jt]s$|(^|\/)services?\//.test(file)
      ? [...evaluator.exportValue(file, 'default'), ...evaluator.exportValue(file, '=')]
      : [];
    const given = facts.calls.flatMap((call) => {
      if (call.callee.k !== 'get' || !/^(createService|parseServiceSchema)$/.test(call.callee.n)) return [];
      const isMoleculer = evaluator
        .eval(file, call.callee, undefined)
        .some((value) => value.t === 'lib' && value.lib.pkg === 'moleculer');
      const [schema] = call.args;
      return isMoleculer && schema ? evaluator.eval(file, schema, undefined) : [];
    });
    for (const value of [...exported, ...given]) {
      const service = value.t === 'obj' ? describe(evaluator, value) : undefined;
      if (service && value.t === 'obj') services.set(`${value.file}:${value.expr.at.line}:${service.name}`, service);
    }
  }
  return [...services.values()];
}

// Where Moleculer is at home: folders with its configuration, and those of files that import it.
function moleculerFolders(evaluator: Evaluator): Set<string> {
  const folders = new Set<string>();
  for (const [file, facts] of evaluator.program.files) {
    const isConfig = /(^|\/)moleculer\.config\.[cm]?[jt]s(on)?$/.test(file);
    if (isConfig || facts.imports.some((specifier) => /^moleculer($|[-/])/.test(specifier)))
      folders.add(file.slice(0, file.lastIndexOf('/') + 1));
  }
  return folders;
}

function describe(evaluator: Evaluator, schema: ObjectValue): MoleculerService | undefined {
  const nowhere = evaluator.evidence(schema.file, schema.expr.at);
  const keys = new Set(schema.expr.props.map((prop) => prop.key));
  const isSchema = ['actions', 'events', 'methods', 'mixins', 'settings', 'started', 'created'].some((key) =>
    keys.has(key),
  );
  if (!isSchema) return undefined;
  const { parts, packages } = partsOf(evaluator, schema, new Set());
  const name = joinTexts(evaluator.member([schema], 'name', nowhere))[0] ?? nameOfMixin(packages);
  if (name === undefined) return undefined;
  const version = evaluator.member([schema], 'version', nowhere)[0];
  const settings = parts.flatMap((part) => evaluator.member([part], 'settings', nowhere));
  const unprefixed = evaluator
    .member(settings, '$noVersionPrefix', nowhere)
    .some((value) => value.t === 'bool' && value.v);
  const prefix =
    version === undefined || unprefixed
      ? ''
      : version.t === 'num'
        ? `v${version.v}.`
        : (joinTexts([version]).map((text) => `${text}.`)[0] ?? '');
  return {
    file: schema.file,
    name: `${prefix}${name}`,
    parts,
    packages,
    actions: members(evaluator, parts, 'actions'),
    events: members(evaluator, parts, 'events'),
  };
}

// The schema of moleculer-web has a name, which a service without one takes over.
function nameOfMixin(packages: readonly string[]): string | undefined {
  return packages.includes('moleculer-web') ? 'api' : undefined;
}

function partsOf(
  evaluator: Evaluator,
  schema: ObjectValue,
  seen: Set<unknown>,
): { parts: ObjectValue[]; packages: string[] } {
  const parts = [schema];
  const packages: string[] = [];
  seen.add(schema.expr);
  const at = evaluator.evidence(schema.file, schema.expr.at);
  // `{ ...ApiService, settings }` takes over what `mixins: [ApiService]` mixes in.
  const spread = schema.expr.props.flatMap((prop) =>
    prop.key === null ? evaluator.eval(schema.file, prop.value, schema.frame).filter(({ t }) => t === 'lib') : [],
  );
  for (const list of [...spread, ...evaluator.member([schema], 'mixins', at)]) {
    for (const mixin of list.t === 'arr' ? evaluator.elements([list]) : [list]) {
      if (mixin.t === 'lib') packages.push(mixin.lib.pkg);
      if (mixin.t !== 'obj' || seen.has(mixin.expr)) continue;
      const inner = partsOf(evaluator, mixin, seen);
      parts.push(...inner.parts);
      packages.push(...inner.packages);
    }
  }
  return { parts, packages };
}

// What the schema says counts before what its mixins say.
function members(evaluator: Evaluator, parts: readonly ObjectValue[], kind: 'actions' | 'events'): MoleculerMember[] {
  const found = new Map<string, MoleculerMember>();
  for (const part of parts) {
    const objects = evaluator.member([part], kind, evaluator.evidence(part.file, part.expr.at));
    for (const entry of entriesOf(evaluator, objects)) {
      const member = memberOf(evaluator, entry, kind);
      const key = joinTexts([entry.key])[0] ?? `${entry.at.file}:${entry.at.line}`;
      if (member && !found.has(key)) found.set(key, member);
    }
  }
  return [...found.values()];
}

function memberOf(evaluator: Evaluator, entry: Entry, kind: 'actions' | 'events'): MoleculerMember | undefined {
  const definition = evaluator.of(entry.value);
  // `list: false` takes an action of a mixin away.
  if (definition.some((value) => value.t === 'bool' && !value.v)) return undefined;
  const at = entry.at;
  const handlers = [...definition, ...evaluator.member(definition.filter(isObject), 'handler', at)].filter(
    (value): value is FunctionValue => value.t === 'fn',
  );
  const renamed = kind === 'events' ? evaluator.member(definition.filter(isObject), 'name', at).filter(isText) : [];
  return { name: renamed[0] ?? entry.key, at, definition, handlers };
}

function isObject(value: Value): value is ObjectValue {
  return value.t === 'obj';
}

function isText(value: Value): boolean {
  return value.t === 'text';
}
