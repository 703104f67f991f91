import type { Evidence } from '../../model/system.ts';
import type { Evaluator } from '../link/evaluate.ts';
import { concat, joinTexts } from '../link/texts.ts';
import { text, type Value } from '../link/values.ts';
import { moleculerServices, type MoleculerMember, type MoleculerService } from './moleculer-schema.ts';
import { servedByGateway } from './moleculer-web.ts';
import type { Served, ServedEndpoint, ServedSubscription } from './served.ts';

// https://moleculer.services/docs/0.14/moleculer-db: every service with the mixin has these.
const STORE_ACTIONS = ['find', 'count', 'list', 'create', 'insert', 'get', 'update', 'remove'];
const MIXINS: Readonly<Record<string, readonly string[]>> = {
  'moleculer-db': STORE_ACTIONS,
  '@moleculer/database': [...STORE_ACTIONS, 'createMany', 'replace', 'resolve'],
  'moleculer-web': ['listAliases'],
};

/** Endpoints and subscriptions of Moleculer services, HTTP routes of their gateways included. */
export function servedByMoleculer(evaluator: Evaluator): Served {
  const services = moleculerServices(evaluator);
  const gateways = services.filter((service) => service.packages.includes('moleculer-web'));
  const http = gateways.map((gateway) => servedByGateway(evaluator, gateway, services));
  return {
    endpoints: [...services.flatMap(actionsOf), ...http.flatMap((one) => one.endpoints)],
    subscriptions: services.flatMap(eventsOf),
    forwards: http.flatMap((one) => one.forwards),
    runs: services.map((service) => {
      const isGateway = gateways.includes(service);
      const note = isGateway ? 'moleculer-web listens' : `Moleculer runs "${service.name}"`;
      return {
        file: service.file,
        at: placeOf(service),
        what: isGateway ? ('listens' as const) : ('consumes' as const),
        note,
      };
    }),
  };
}

function placeOf({ file, parts }: MoleculerService): Evidence {
  const [own] = parts;
  return { file, line: own?.expr.at.line ?? 1, column: own?.expr.at.column ?? 1 };
}

function actionsOf(service: MoleculerService): ServedEndpoint[] {
  const own = service.actions.map((action): ServedEndpoint => ({
    file: service.file,
    protocol: 'rpc',
    method: '',
    path: qualified(service, action.name, action.at),
    at: ownPlace(service, action),
    handlers: action.handlers.map(({ file, f }) => ({ file, f })),
    implied: false,
  }));
  const taken = new Set(service.actions.flatMap((action) => joinTexts([action.name])));
  const names = new Set(service.packages.flatMap((pkg) => MIXINS[pkg] ?? []).filter((name) => !taken.has(name)));
  const implied = [...names].map((name): ServedEndpoint => {
    const at = placeOf(service);
    return { ...placed(service, at), path: qualified(service, text(name, 'literal', at), at), implied: true };
  });
  return [...own, ...implied];
}

function placed(service: MoleculerService, at: Evidence): Omit<ServedEndpoint, 'path' | 'implied'> {
  return { file: service.file, protocol: 'rpc', method: '', at, handlers: [] };
}

function qualified(service: MoleculerService, name: Value, at: Evidence): Value[] {
  return concat([[text(`${service.name}.`, 'literal', at)], [name]]);
}

function eventsOf(service: MoleculerService): ServedSubscription[] {
  return service.events.map((event) => {
    const own = ownPlace(service, event);
    const evidence = own.file === event.at.file ? [own] : [own, { ...event.at, note: 'a mixin subscribes here' }];
    return { file: service.file, broker: 'moleculer', names: [event.name], evidence };
  });
}

// What a mixin makes of names that the service gives it is written where those names stand.
function ownPlace(service: MoleculerService, member: MoleculerMember): Evidence {
  if (member.at.file === service.file) return member.at;
  const parts = member.name.t === 'text' ? member.name.parts : [];
  const named = parts.flatMap((part) => (part.p === 'text' && part.at.file === service.file ? [part.at] : []));
  return named.at(-1) ?? member.at;
}
