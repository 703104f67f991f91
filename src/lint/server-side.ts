import type { SystemModel } from '../model/system.ts';

/**
 * The model without the calls that a browser makes: no rule is about what a bundle does on the machine of its user.
 * Code of a front end that renders on a server stays.
 */
export function serverSide(model: SystemModel): SystemModel {
  const bundles = new Set(model.services.filter(({ language }) => language === 'browser').map(({ id }) => id));
  return bundles.size === 0 ? model : { ...model, calls: model.calls.filter(({ from }) => !bundles.has(from)) };
}
