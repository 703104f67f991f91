import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { bank, blueprint, orders } from './blueprints.ts';

/** The npm scripts of generated systems and services that have everything. */
export function generatedScripts(): ReadonlySet<string> {
  const systems = [orders, bank].map((text) => renderSystem(blueprint(text), readTemplates()));
  const files = systems.flatMap((system) => [...system].filter(([path]) => /(^|\/)package\.json$/.test(path)));
  return new Set(files.flatMap(([, text]) => Object.keys((JSON.parse(text) as { scripts: object }).scripts)));
}
