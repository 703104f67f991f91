import { Node, SyntaxKind } from 'ts-morph';
import type { Call } from '../../../src/model/system.ts';
import { placeAt, type Draft, type Edit, type Operator } from '../mutant.ts';
import { pathOf, type System } from '../system.ts';
import { deployedAt } from './deployment.ts';
import { statementOf } from './syntax.ts';

function between(system: System): Call[] {
  return system.model.calls.filter(({ from, to }) => to !== null && to !== from);
}

function nameOf({ model }: System, id: string | null): string {
  return model.services.find((service) => service.id === id)?.name ?? '';
}

// Where A calls B and B calls C, the address that B has of C becomes that of A.
function* closed(system: System): Iterable<Draft> {
  const calls = between(system);
  for (const second of calls)
    for (const first of calls.filter(({ to, from }) => to === second.from && from !== second.to)) {
      const own = calls.filter(({ from, to }) => from === second.from && to === second.to);
      const [a, c] = [nameOf(system, first.from), nameOf(system, second.to)];
      const edits = addressEdits(system, nameOf(system, second.from), c, a);
      if (edits.length === 0 || second.protocol !== 'http') continue;
      const sites = [...own, ...calls.filter(({ from, to }) => from === first.from && to === first.to)];
      yield {
        edits,
        expected: [
          sites.flatMap(({ evidence }) =>
            evidence.slice(0, 1).map((site) => ({ ...placeAt(system, site), service: undefined })),
          ),
        ],
      };
    }
}

// In the part of the deployment files that belongs to one service: the address of another becomes that of a third.
function addressEdits({ texts }: System, owner: string, callee: string, by: string): Edit[] {
  return [...texts].flatMap(([file, text]): Edit[] => {
    const isOwn = file === `deploy/${owner}.yaml` || file === `${owner}/.env`;
    if (!isOwn && !/compose\.ya?ml$/.test(file)) return [];
    const [match] = [...text.matchAll(new RegExp(`http://${callee}:(\\d+)`, 'g'))].filter(
      ({ index }) => isOwn || deployedAt(file, text, index) === owner,
    );
    const address = addressOf(texts, by, match?.[1] ?? '');
    return match ? [{ file, start: match.index, end: match.index + match[0].length, text: address }] : [];
  });
}

function addressOf(texts: System['texts'], service: string, port: string): string {
  for (const [file, text] of texts) {
    const found = /\.ya?ml$|\.env$/.test(file) ? new RegExp(`http://${service}:\\d+`).exec(text)?.[0] : undefined;
    if (found !== undefined) return found;
  }
  return `http://${service}:${port}`;
}

// B answers A by asking C, and another endpoint of C, in the same file, asks D: C's first one now asks D too.
function* lengthened(system: System): Iterable<Draft> {
  const calls = between(system).filter(({ fromEndpoints }) => fromEndpoints.length > 0);
  for (const second of calls) {
    const firsts = calls.filter(
      ({ toEndpoint, from }) => toEndpoint !== null && second.fromEndpoints.includes(toEndpoint) && from !== second.to,
    );
    const further = calls.filter(
      ({ from, to, fromEndpoints }) =>
        from === second.to && to !== second.from && !fromEndpoints.includes(second.toEndpoint ?? ''),
    );
    const handler = handlerOf(system, second.toEndpoint);
    for (const third of further) {
      const asking = third.fromEndpoints.flatMap((id) => handlerOf(system, id) ?? []);
      const statement = asking.flatMap((body) => waiting(system, body, third))[0];
      if (!handler || !statement || firsts.length === 0 || statement.getSourceFile() !== handler.getSourceFile())
        continue;
      const text = `${statement.getText()}\n`;
      const [first] = handler.getStatements();
      if (!first) continue;
      const edit = { file: pathOf(handler.getSourceFile()), start: first.getStart(), end: first.getStart(), text };
      yield {
        edits: [edit],
        expected: [firsts.flatMap(({ evidence }) => evidence.slice(0, 1).map((site) => placeAt(system, site)))],
      };
    }
  }
}

// The block that answers an endpoint, where it stands beside the registration or is a decorated method.
function handlerOf(system: System, id: string | null) {
  const site = system.model.endpoints.find((endpoint) => endpoint.id === id)?.evidence[0];
  const source = system.sources.find((one) => pathOf(one) === site?.file);
  if (!source || !site) return undefined;
  const onLine = source.getDescendants().filter((node) => node.getStartLineNumber() === site.line);
  const method =
    onLine.find((node) => Node.isMethodDeclaration(node)) ??
    onLine.map((node) => node.getParent()).find((node) => Node.isMethodDeclaration(node));
  const inline = onLine.find((node) => Node.isArrowFunction(node) || Node.isFunctionExpression(node));
  const found = method ?? inline ?? onLine.find((node) => Node.isFunctionDeclaration(node));
  const body =
    found &&
    (Node.isMethodDeclaration(found) ||
      Node.isArrowFunction(found) ||
      Node.isFunctionExpression(found) ||
      Node.isFunctionDeclaration(found))
      ? found.getBody()
      : undefined;
  return Node.isBlock(body) ? body : undefined;
}

// The statement of a block that waits for the call: its first that awaits, where the call itself stands elsewhere.
function waiting({ texts }: System, body: Node, call: Call): Node[] {
  const awaited = body.getDescendantsOfKind(SyntaxKind.AwaitExpression);
  const [site] = call.evidence;
  const here = awaited.filter(
    (node) => pathOf(node.getSourceFile()) === site?.file && node.getStartLineNumber() === site.line,
  );
  const [first] =
    here.length > 0
      ? here
      : awaited.filter((node) => !/\b(query|findOne|find|json|insertOne|db)\(/.test(node.getText()));
  const statement = first && statementOf(first);
  return statement && texts.size > 0 ? [statement] : [];
}

/** Operators that change who depends on whom. */
export const graph: readonly Operator[] = [
  { name: 'an address that closes a cycle', rule: 'cyclic-dependency', mutants: closed },
  { name: 'one hop more', rule: 'sync-call-chain', mutants: lengthened },
];
