import type { Lib } from '../link/values.ts';
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
    !isHandedOn(site)
  );
}

// The name that the client is bound to stands among the arguments of a call of a package.
function isHandedOn({ evaluator, file, c }: Site): boolean {
  const { calls } = evaluator.program.facts(file);
  const isIt = (value: { readonly t: string; readonly lib?: Lib }): boolean =>
    value.t === 'lib' && made(value.lib, file, c);
  return calls.some(
    (call) =>
      evaluator.eval(file, call.callee, undefined).some((value) => value.t === 'lib' && !made(value.lib, file, c)) &&
      call.args.some((arg) => arg.k !== 'fn' && evaluator.eval(file, arg, undefined).some(isIt)),
  );
}

function made(lib: Lib | undefined, file: string, c: number): boolean {
  return lib?.site?.file === file && lib.site.call === c;
}
