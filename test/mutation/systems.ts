import { readdirSync, readFileSync } from 'node:fs';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint, orders, plain } from '../scaffold/blueprints.ts';
import { readTexts, type Texts } from '../support/lint-texts.ts';

const folder = 'test/fixtures/mutation';

/** A system to break, and what core rules find in it before: rule and file. */
export interface CleanSystem {
  readonly texts: Texts;
  readonly known: readonly string[];
}

// What is generated has no outbox yet: these handlers store and then publish.
const CHARGE = 'dual-write services/payment/src/handlers/charge.ts';
const PLACE = 'dual-write services/orders/src/handlers/place-order.ts';
const CANCEL = 'dual-write services/orders/src/handlers/cancel.ts';

/** Systems by their names: clean ones written by hand in several styles, and generated ones. */
export function cleanSystems(): ReadonlyMap<string, CleanSystem> {
  const written = readdirSync(folder).map(
    (name) => [name, { texts: readTexts(`${folder}/${name}`), known: [] }] as const,
  );
  const generated = [
    ['generated, NATS', readFileSync('examples/shop/archwright.yaml', 'utf8'), [PLACE, CHARGE]],
    ['generated, RabbitMQ', orders, [CANCEL, PLACE, CHARGE]],
    ['generated, one process', orders.replace('bus: rabbitmq', 'bus: in-process'), []],
    ['generated, plain', plain, []],
  ] as const;
  const rendered = generated.map(
    ([name, text, known]) => [name, { texts: renderSystem(blueprint(text), readTemplates()), known }] as const,
  );
  return new Map<string, CleanSystem>([...written, ...rendered]);
}
