import type { Call, SystemModel } from '../model/system.ts';

/**
 * The model without the calls that a browser makes: no rule is about what a bundle does on the machine of its user.
 * Of a front end that renders on a server, what the server runs stays.
 */
export function serverSide(model: SystemModel): SystemModel {
  const bundles = new Set(model.services.filter(({ language }) => language === 'browser').map(({ id }) => id));
  const isServed = ({ from, inBrowser }: Call): boolean => !bundles.has(from) && !inBrowser;
  return model.calls.every(isServed) ? model : { ...model, calls: model.calls.filter(isServed) };
}
