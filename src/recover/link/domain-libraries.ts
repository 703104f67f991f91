import type { DomainLibrary, Evidence } from '../../model/system.ts';
import type { Expr, FileFacts } from '../facts/file-facts.ts';
import type { Unit } from '../inventory/unit.ts';
import { decorations } from '../libraries/decorated.ts';
import { calleesOf } from './callers.ts';
import type { Collected } from './collect.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

const ENTITY = /^(?:Entity|Table|Schema|ObjectType\.Entity)$/;
const MAPPERS = /typeorm|sequelize|mikro-orm|mongoose|objection/;
const MODEL = /(?:^|\.)(?:model|define|pgTable|mysqlTable|sqliteTable)$/;
const MODEL_MAKERS = /mongoose|sequelize|drizzle/;
const STORES = /^(postgres(ql)?|mysql|mariadb|mongodb|sqlite|mssql|oracle|dynamodb|cassandra|cockroachdb|firestore|)$/;
// How a platform does its work is no business.
const PLATFORM =
  /outbox|inbox|activit|events?$|event_?store|log|audit|metric|migration|health|lock|cache|session|job|queue|config|setting|feature_?flag/i;

interface Domain {
  readonly unit: Unit;
  /** Classes, functions and calls (of models) by `file#index`, with where they stand. */
  readonly classes: Map<string, Evidence>;
  readonly functions: Map<string, Evidence>;
  readonly models: Map<string, Evidence>;
  /** Imports of each of them, by service. */
  readonly users: Map<string, Map<string, Evidence[]>>;
}

/** Libraries of the repository that hold entities, models or functions that work on tables, and the services that import these. */
export function findDomainLibraries(
  evaluator: Evaluator,
  collected: Collected,
  ownerOf: (file: string) => Unit | undefined,
): DomainLibrary[] {
  const domains = new Map<string, Domain>();
  const domainOf = (file: string): Domain | undefined => {
    const unit = ownerOf(file);
    if (unit?.kind !== 'library') return undefined;
    const known = domains.get(unit.path);
    const domain = known ?? { unit, classes: new Map(), functions: new Map(), models: new Map(), users: new Map() };
    domains.set(unit.path, domain);
    return domain;
  };
  for (const [file, facts] of evaluator.program.files) addDeclared(evaluator, file, facts, domainOf);
  addAccesses(evaluator, collected, domainOf);
  for (const [file, facts] of evaluator.program.files) addUsers(evaluator, file, facts, ownerOf, domains);
  return [...domains.values()].flatMap((domain) => libraryOf(domain)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

type DomainOf = (file: string) => Domain | undefined;

// Entities by their decorators, models by the calls that make them.
function addDeclared(evaluator: Evaluator, file: string, facts: FileFacts, domainOf: DomainOf): void {
  facts.classes.forEach((cls, c) => {
    const entity = decorations(evaluator, file, cls.decorators).find(
      ({ pkg, name }) => MAPPERS.test(pkg) && ENTITY.test(name),
    );
    if (entity && !PLATFORM.test(cls.name))
      domainOf(file)?.classes.set(`${file}#${c}`, evaluator.evidence(file, cls, `entity "${cls.name}"`));
  });
  facts.calls.forEach((call, c) => {
    const [name] = call.args;
    if (name?.k !== 'str' || PLATFORM.test(name.v)) return;
    const isModel = calleesOf(evaluator, file, call).some(
      (value) => value.t === 'lib' && MODEL_MAKERS.test(value.lib.pkg) && MODEL.test(value.lib.path),
    );
    if (isModel) domainOf(file)?.models.set(`${file}#${c}`, evaluator.evidence(file, call, `model "${name.v}"`));
  });
}

function addAccesses(evaluator: Evaluator, { accesses }: Collected, domainOf: DomainOf): void {
  for (const { shape, chain } of accesses) {
    const [table] = shape.tables;
    const [ref] = chain;
    if (!ref || !table || PLATFORM.test(table) || !STORES.test(shape.engine)) continue;
    const domain = domainOf(ref.file);
    const facts = evaluator.program.facts(ref.file);
    let f = facts.calls[ref.c]?.fn ?? -1;
    for (let parent = f; parent >= 0; parent = facts.functions[parent]?.parent ?? -1) f = parent;
    const fn = facts.functions[f];
    if (!domain || !fn) continue;
    const evidence = evaluator.evidence(ref.file, fn, `"${fn.name}" works on "${table}"`);
    if (fn.cls >= 0)
      domain.classes.set(`${ref.file}#${fn.cls}`, domain.classes.get(`${ref.file}#${fn.cls}`) ?? evidence);
    else domain.functions.set(`${ref.file}#${f}`, evidence);
  }
}

// A service uses what it imports by name.
function addUsers(
  evaluator: Evaluator,
  file: string,
  facts: FileFacts,
  ownerOf: (file: string) => Unit | undefined,
  domains: ReadonlyMap<string, Domain>,
): void {
  const unit = ownerOf(file);
  if (!unit || unit.kind === 'library' || unit.kind === 'frontend') return;
  facts.bindings.forEach(({ values }, b) => {
    const [specifier] = values.flatMap(specifierOf);
    if (specifier === undefined) return;
    const at = facts.importSites[facts.imports.indexOf(specifier)];
    if (!at || at.typesOnly) return;
    for (const value of evaluator.eval(file, { k: 'id', b }, undefined)) {
      for (const domain of domains.values()) {
        const place = placeIn(domain, value);
        if (!place) continue;
        const item = placeKey(place);
        const users = domain.users.get(item) ?? new Map<string, Evidence[]>();
        domain.users.set(item, users);
        users.set(unit.id, [...(users.get(unit.id) ?? []), evaluator.evidence(file, at, `imports "${specifier}"`)]);
      }
    }
  });
}

function specifierOf(value: Expr): string[] {
  if (value.k === 'import' || value.k === 'mod') return [value.s];
  return value.k === 'get' ? specifierOf(value.o) : [];
}

function placeIn({ classes, functions, models }: Domain, value: Value): Evidence | undefined {
  if (value.t === 'class' || value.t === 'inst') return classes.get(`${value.file}#${value.c}`);
  if (value.t === 'fn') return functions.get(`${value.file}#${value.f}`);
  const site = value.t === 'lib' ? value.lib.site : undefined;
  return site && models.get(`${site.file}#${site.call}`);
}

// What several services import of it: a package that each takes its own piece of is not shared.
function libraryOf({ unit, classes, functions, models, users }: Domain): DomainLibrary[] {
  const contents = [...classes.values(), ...models.values(), ...functions.values()].filter(
    (place) => (users.get(placeKey(place))?.size ?? 0) > 1,
  );
  if (contents.length === 0) return [];
  const imports = new Map<string, Evidence[]>();
  for (const place of contents)
    for (const [service, evidence] of users.get(placeKey(place)) ?? [])
      imports.set(service, [...(imports.get(service) ?? []), ...evidence]);
  const sharing = [...imports].map(([service, evidence]) => ({ service, evidence: sorted(evidence) }));
  return [
    {
      path: unit.path,
      name: unit.name,
      contents: sorted(contents),
      users: sharing.sort((a, b) => (a.service < b.service ? -1 : 1)),
    },
  ];
}

function sorted(sites: readonly Evidence[]): Evidence[] {
  return [...new Map(sites.map((site) => [placeKey(site), site])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, site]) => site);
}

function placeKey({ file, line, column }: Evidence): string {
  return `${file}|${String(line).padStart(7, '0')}|${String(column).padStart(5, '0')}`;
}
