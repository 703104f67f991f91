import type { Lib, Value } from '../link/values.ts';
import type { Site } from './recogniser.ts';

const MESSAGES = /^[ps]?(?:publish|(?:un)?subscribe)$/i;
const AROUND =
  /^(?:on|once|off|addListener|removeListener|removeAllListeners|connect|disconnect|quit|close|destroy|end|unref|ping|duplicate|then|catch)$/;

/**
 * True of a client of Redis that publishes and subscribes, and of which nothing else is asked: it carries messages and keeps
 * nothing. What was handed on to a package may be asked for more there.
 */
export function carriesMessagesOnly(lib: Lib, site: Site): boolean {
  const uses = site.uses.on({ ...lib, site: { file: site.file, call: site.c } });
  return (
    uses.some(({ name }) => MESSAGES.test(name)) &&
    uses.every(({ name }) => MESSAGES.test(name) || AROUND.test(name)) &&
    ![...new Set([site.file, ...uses.map(({ file }) => file)])].some((file) => isHandedOn(site, file))
  );
}

// What only keeps a client gives it back to those whose uses are seen: `app.decorate('redis', client)`, `registry.set(…)`.
const KEEPS = /^(?:decorate|set|provide|bind|register|registerInstance|asValue|toConstantValue)$/;

// The client stands among the arguments of a call of a package, or in its options.
function isHandedOn({ evaluator, file, c }: Site, where: string): boolean {
  const isIt = (value: Value): boolean => value.t === 'lib' && isMadeAt(value.lib, file, c);
  return evaluator.program.facts(where).calls.some((call) => {
    if (call.callee.k === 'get' && KEEPS.test(call.callee.n)) return false;
    const given = call.args.flatMap((arg) => (arg.k === 'obj' ? arg.props.map(({ value }) => value) : [arg]));
    return (
      given.some((expr) => expr.k !== 'fn' && evaluator.eval(where, expr, undefined).some(isIt)) &&
      evaluator.eval(where, call.callee, undefined).some((value) => value.t === 'lib' && !isIt(value))
    );
  });
}

function isMadeAt({ site }: Lib, file: string, c: number): boolean {
  return site?.file === file && site.call === c;
}
