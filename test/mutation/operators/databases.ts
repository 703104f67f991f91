import { Node, SyntaxKind } from 'ts-morph';
import { lineAt, replace, type Edit, type Operator, type Place, type Draft } from '../mutant.ts';
import type { System } from '../system.ts';
import { pathOf, serviceOf } from '../system.ts';
import { deployedAt } from './deployment.ts';

const rule = 'shared-database';

interface Setting extends Edit {
  readonly service: string;
  /** The address without credentials. */
  readonly url: string;
}

const URL_OF_STORE =
  /\b(?:DATABASE_URL|MONGO_URL)\b["']?(?:,\s*value)?\s*[:=]\s*["']?((?:postgres|mysql|mongodb):\/\/(?:\$\{[^}]*\}|[^\s"',}])+)/g;

// Where compose, Kubernetes and `.env` files say which database a service opens.
function settings({ model, texts }: System): Setting[] {
  const names = new Map(model.services.map(({ id, name }) => [name, id]));
  return [...texts].flatMap(([file, text]) => {
    if (!/\.ya?ml$|(^|\/)\.env$/.test(file) || /archwright\.ya?ml$/.test(file)) return [];
    return [...text.matchAll(URL_OF_STORE)].flatMap((match): Setting[] => {
      const url = match[1] ?? '';
      const start = match.index + match[0].length - url.length;
      const service = names.get(deployedAt(file, text, start));
      return service === undefined ? [] : [{ file, start, end: start + url.length, text: url, url, service }];
    });
  });
}

function pairs(system: System): [Setting, Setting][] {
  const used = new Set(system.model.datastoreUses.map(({ service }) => service));
  const all = settings(system).filter(({ service }) => used.has(service));
  return all.flatMap((one, index) => all.slice(index + 1).map((other): [Setting, Setting] => [one, other]));
}

// Anywhere in either service: which one comes first is no matter of what was broken.
function placesOf(system: System, ...services: readonly string[]): Place[] {
  return [...system.texts].flatMap(([file, text]) => {
    const service = serviceOf(system, file);
    return service !== undefined && services.includes(service)
      ? [{ file, from: 1, to: lineAt(text, text.length), service }]
      : [];
  });
}

function* inManifests(system: System): Iterable<Draft> {
  for (const [one, other] of pairs(system))
    yield { edits: [{ ...other, text: one.url }], expected: [placesOf(system, one.service, other.service)] };
}

function* inCode(system: System): Iterable<Draft> {
  for (const [one, other] of pairs(system))
    for (const source of system.sources.filter((file) => serviceOf(system, pathOf(file)) === other.service)) {
      const reads = source
        .getDescendantsOfKind(SyntaxKind.PropertyAccessExpression)
        .filter((node) => /^process\.env\.(DATABASE_URL|MONGO_URL)$/.test(node.getText()));
      const whole = reads.map((node) => (Node.isNonNullExpression(node.getParent()) ? node.getParentOrThrow() : node));
      if (whole.length > 0)
        yield {
          edits: whole.map((node) => replace(node, `'${one.url}'`)),
          expected: [placesOf(system, one.service, other.service)],
        };
    }
}

/** Operators that make two services open one database. */
export const databases: readonly Operator[] = [
  { name: 'one database, by configuration', rule, mutants: inManifests },
  { name: 'one database, in code', rule, mutants: inCode },
];
