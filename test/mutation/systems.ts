import { readdirSync, readFileSync } from 'node:fs';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { blueprint, orders, plain } from '../scaffold/blueprints.ts';
import { readTexts, type Texts } from '../support/lint-texts.ts';

const folder = 'test/fixtures/mutation';

/** Systems by their names, in which core rules find nothing: written by hand in several styles, and generated. */
export function cleanSystems(): ReadonlyMap<string, Texts> {
  const written = readdirSync(folder).map((name) => [name, readTexts(`${folder}/${name}`)] as const);
  const generated = [
    ['generated, NATS', readFileSync('examples/shop/archwright.yaml', 'utf8')],
    ['generated, RabbitMQ', orders],
    ['generated, one process', orders.replace('bus: rabbitmq', 'bus: in-process')],
    ['generated, plain', plain],
  ] as const;
  const rendered = generated.map(([name, text]) => [name, renderSystem(blueprint(text), readTemplates())] as const);
  return new Map<string, Texts>([...written, ...rendered]);
}
