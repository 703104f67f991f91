import { Node, SyntaxKind, type SourceFile } from 'ts-morph';
import type { Service } from '../../../src/model/system.ts';
import { placeAt, remove, replace, type Draft, type Edit, type Operator, type Place } from '../mutant.ts';
import { pathOf, serviceOf, type System } from '../system.ts';
import { calledName, callsOf, statementOf } from './syntax.ts';

const HEALTH_PATH = /^\/?(health|healthz|livez|ready|live|ping|status|up)(\/\w+)?$/;

function sourcesOf(system: System, service: Service): SourceFile[] {
  return system.sources.filter((source) => serviceOf(system, pathOf(source)) === service.id);
}

// Everything by which a service can be asked how it is: routes, handlers of plain `http`, the health service of gRPC.
function healthRoutes(system: System, service: Service): Edit[] {
  return sourcesOf(system, service).flatMap((source) => [
    ...source.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call): Edit[] => {
      const [first] = call.getArguments();
      const statement = statementOf(call);
      const path = Node.isStringLiteral(first)
        ? first.getLiteralText()
        : Node.isObjectLiteralExpression(first)
          ? (/url: '([^']*)'/.exec(first.getText())?.[1] ?? '')
          : '';
      if (!statement || !/^(get|route)$/.test(calledName(call)) || !HEALTH_PATH.test(path)) return [];
      return call.getParent() === statement ? [remove(statement)] : [];
    }),
    ...source
      .getStatements()
      .filter((one) => /^new HealthImplementation\(/.test(one.getText()))
      .map(remove),
    ...source
      .getDescendantsOfKind(SyntaxKind.IfStatement)
      .filter((one) => /req\.url === '\/ping'/.test(one.getExpression().getText()))
      .map(remove),
    ...source
      .getImportDeclarations()
      .filter((one) => /grpc-health-check|@nestjs\/terminus/.test(one.getModuleSpecifierValue()))
      .map(remove),
    ...controllers(source),
    ...aliases(source),
  ]);
}

// Methods of Nest controllers that answer below a health path.
function controllers(source: SourceFile): Edit[] {
  return source.getClasses().flatMap((cls) => {
    const prefix = cls.getDecorator('Controller')?.getArguments()[0]?.getText().replaceAll("'", '') ?? '';
    return cls.getMethods().flatMap((method): Edit[] => {
      const get = method.getDecorator('Get');
      const path = [prefix, get?.getArguments()[0]?.getText().replaceAll("'", '') ?? ''].filter(Boolean).join('/');
      return get && HEALTH_PATH.test(path) ? [remove(method)] : [];
    });
  });
}

function aliases(source: SourceFile): Edit[] {
  return source
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .filter((property) => /^'GET health'/.test(property.getName()))
    .map(remove);
}

const PROBES = [
  // compose, as a block and on one line
  /^ {4}healthcheck:(?: \{.*\}\n|\n(?: {6}.*\n)+)/gm,
  // Kubernetes, as a block
  /^ {10}(?:liveness|readiness|startup)Probe:\n(?: {12}.*\n)+/gm,
  // Dockerfile
  /^HEALTHCHECK .*\n/gm,
];

// Probes in a service's Dockerfile and in its part of the deployment files.
function probes({ texts }: System, service: Service): Edit[] {
  return [...texts].flatMap(([file, text]) => {
    const isOwn = file.startsWith(`${service.path}/`) || file === `deploy/${service.name}.yaml`;
    if (!/(^|\/)(Dockerfile|[\w-]*compose\.ya?ml|deploy\/[\w-]+\.yaml)$/.test(file)) return [];
    return PROBES.flatMap((probe) =>
      [...text.matchAll(probe)].flatMap((match): Edit[] => {
        const owner = [...text.slice(0, match.index).matchAll(/^ {2}([\w-]+):\n/gm)].at(-1)?.[1];
        if (!isOwn && !(/compose/.test(file) && owner === service.name)) return [];
        return [{ file, start: match.index, end: match.index + match[0].length, text: '' }];
      }),
    );
  });
}

function* unwatched(system: System, kind: 'route' | 'probe'): Iterable<Draft> {
  for (const service of system.model.services) {
    const routes = healthRoutes(system, service);
    const watched = probes(system, service);
    const isOfKind = kind === 'probe' ? watched.length > 0 : routes.length > 0 && watched.length === 0;
    if (service.kind === 'worker' || service.listens.length === 0 || !isOfKind) continue;
    yield { edits: [...routes, ...watched], expected: [workingAt(system, service)] };
  }
}

// Where it listens or consumes.
function workingAt(system: System, service: Service): Place[] {
  const consumed = system.model.subscriptions.filter((use) => use.service === service.id);
  const sites = [...service.listens, ...consumed.flatMap(({ evidence }) => evidence)];
  return sites.map((site) => placeAt(system, site, service.id));
}

// What a service does on SIGTERM: its own handlers, shutdown hooks of Nest, libraries.
function handlers(system: System, service: Service): { own: Edit[]; hooks: Edit[]; libraries: Edit[] } {
  const own: Edit[] = [];
  const hooks: Edit[] = [];
  const libraries: Edit[] = [];
  for (const source of sourcesOf(system, service)) {
    for (const call of source.getDescendantsOfKind(SyntaxKind.CallExpression)) {
      const statement = statementOf(call);
      if (!statement || call.getParent() !== statement) continue;
      const loop = statement.getFirstAncestorByKind(SyntaxKind.ForOfStatement);
      const isSignal =
        /^process\.(on|once)$/.test(call.getExpression().getText()) &&
        /^('SIGTERM'|signal)$/.test(call.getArguments()[0]?.getText() ?? '');
      if (isSignal) own.push(remove(loop ?? statement));
      if (calledName(call) === 'enableShutdownHooks') hooks.push(remove(statement));
      if (/^(closeWithGrace|createTerminus)$/.test(calledName(call))) libraries.push(remove(statement));
    }
    const used = /close-with-grace|@godaddy\/terminus/;
    for (const one of source.getImportDeclarations())
      if (used.test(one.getModuleSpecifierValue())) libraries.push(remove(one));
  }
  return { own, hooks, libraries };
}

function* unstopped(system: System, kind: 'own' | 'hooks' | 'libraries'): Iterable<Draft> {
  for (const service of system.model.services) {
    const found = handlers(system, service);
    const expected = workingAt(system, service);
    if (found[kind].length === 0 || expected.length === 0) continue;
    yield { edits: [...found.own, ...found.hooks, ...found.libraries], expected: [expected] };
  }
}

// Handlers that wait for the signal of a terminal, which no orchestrator sends.
function* otherSignal(system: System): Iterable<Draft> {
  for (const service of system.model.services) {
    const literals = callsOf(system)
      .filter((call) => serviceOf(system, pathOf(call.getSourceFile())) === service.id)
      .flatMap((call) =>
        /^process\.(on|once)$/.test(call.getExpression().getText()) ? call.getArguments().slice(0, 1) : [],
      )
      .filter((signal) => signal.getText() === "'SIGTERM'");
    const expected = workingAt(system, service);
    const { hooks, libraries } = handlers(system, service);
    if (literals.length === 0 || expected.length === 0 || hooks.length + libraries.length > 0) continue;
    yield { edits: literals.map((literal) => replace(literal, "'SIGINT'")), expected: [expected] };
  }
}

/** Operators that make a service blind or deaf to its orchestrator. */
export const lifecycle: readonly Operator[] = [
  { name: 'no health route', rule: 'missing-health-check', mutants: (system) => unwatched(system, 'route') },
  { name: 'no probe, no health route', rule: 'missing-health-check', mutants: (system) => unwatched(system, 'probe') },
  { name: 'no handler of SIGTERM', rule: 'missing-graceful-shutdown', mutants: (system) => unstopped(system, 'own') },
  { name: 'no shutdown hooks', rule: 'missing-graceful-shutdown', mutants: (system) => unstopped(system, 'hooks') },
  {
    name: 'no shutdown library',
    rule: 'missing-graceful-shutdown',
    mutants: (system) => unstopped(system, 'libraries'),
  },
  { name: 'SIGINT for SIGTERM', rule: 'missing-graceful-shutdown', mutants: otherSignal },
];
