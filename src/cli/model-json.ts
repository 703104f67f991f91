import { serverSide } from '../lint/server-side.ts';
import type { SystemModel } from '../model/system.ts';

/** The model as JSON. What pages ask for in the browsers of their users stands apart from what services call. */
export function modelJson(model: SystemModel): string {
  const served = serverSide(model);
  const calls = new Set(served.calls);
  const browserCalls = model.calls.filter((call) => !calls.has(call));
  const shown = browserCalls.length > 0 ? { ...served, browserCalls } : served;
  return `${JSON.stringify(shown, null, 2)}\n`;
}
