import type { Endpoint } from '../../model/system.ts';

const HOLE = /\$?\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g;
// Names are told apart by what is written of them; less than this says nothing.
const FEWEST_LETTERS = 4;

/** Functions and state machines of a cloud that a name means, which may be an ARN, and of which a deployment fills in parts. */
export function cloudFunctionsNamed(endpoints: readonly Endpoint[], asked: string): Endpoint[] {
  const [, kind = '', written = ''] = /^(lambda:|states:)(.*)$/.exec(asked) ?? [];
  const name = written.replace(/^arn:.*?:(?:function|stateMachine):/, '').replace(/:[^:{}]+$/, '');
  if (kind === '' || name.replace(HOLE, '').length < FEWEST_LETTERS) return [];
  const all = endpoints.filter(({ protocol, path }) => protocol === 'rpc' && path.startsWith(kind));
  const fitting = all.filter(({ path }) => isSame(path.slice(kind.length), name));
  // One name that several services answer is nobody's.
  return new Set(fitting.map(({ service }) => service)).size === 1 ? fitting : [];
}

function isSame(answered: string, asked: string): boolean {
  const [a, b] = [answered, asked].map((one) => one.replace(HOLE, '\u0000')) as [string, string];
  return pattern(a).test(b) || (b.replaceAll('\u0000', '').length >= FEWEST_LETTERS && pattern(b).test(a));
}

function pattern(name: string): RegExp {
  const pieces = name.split('\u0000').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[^/]+')}$`);
}
