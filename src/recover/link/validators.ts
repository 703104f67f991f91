import type { MessageSchema } from '../../model/system.ts';
import type { CallFact } from '../facts/file-facts.ts';
import { calleesOf } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import type { Closure, Lib, Value } from './values.ts';

// Of these the schema itself checks: `Order.parse(message)`.
const SCHEMAS = /^(?:zod|zod\/v[34]|@hapi\/joi|joi|yup|runtypes|io-ts|myzod|arktype|@vinejs\/vine)$/;
const CHECKS =
  /\.(?:parse|parseAsync|safeParse|safeParseAsync|validate|validateAsync|validateSync|check|assert|decode)$/;
// Of these a function of the package is given the schema.
const GIVEN =
  /^(?:valibot\.(?:parse|safeParse|parseAsync|assert)|superstruct\.(?:assert|create|validate|is)|@sinclair\/typebox\/value\.Value\.(?:Check|Decode|Parse)|@sinclair\/typebox\.Value\.(?:Check|Decode|Parse)|class-transformer\.(?:plainToInstance|plainToClass))$/;

/** The schema against which a function checks something: of zod, Joi, Yup, Ajv, Valibot and the like. Undefined for none, and for several. */
export function validatedBy(evaluator: Evaluator, file: string, f: number): MessageSchema | undefined {
  const { calls } = evaluator.program.facts(file);
  const found = calls.flatMap((call) =>
    isInside(evaluator, file, call, f) ? (checkOf(evaluator, file, call) ?? []) : [],
  );
  const [only, ...more] = [...new Map(found.map((one) => [keyOf(one), one])).values()];
  return more.length === 0 ? only : undefined;
}

function isInside(evaluator: Evaluator, file: string, { fn }: CallFact, f: number): boolean {
  for (let at = fn; at >= 0; at = evaluator.program.fn(file, at)?.parent ?? -1) if (at === f) return true;
  return false;
}

function keyOf({ evidence: [at] }: MessageSchema): string {
  return `${at?.file ?? ''}:${at?.line ?? 0}:${at?.column ?? 0}`;
}

function checkOf(evaluator: Evaluator, file: string, call: CallFact): MessageSchema | undefined {
  for (const value of calleesOf(evaluator, file, call)) {
    if (value.t !== 'lib') continue;
    const { pkg, path } = value.lib;
    if (SCHEMAS.test(pkg) && CHECKS.test(path)) return madeAt(evaluator, value.lib);
    if (pkg === 'ajv' && /\.compile\(\)$/.test(path)) return given(evaluator, value.lib.args[0]);
    if (GIVEN.test(`${pkg}.${path}`)) {
      const arg = pkg === 'superstruct' ? call.args[1] : call.args[0];
      return arg && given(evaluator, { file, expr: arg, frame: undefined });
    }
  }
  return undefined;
}

function given(evaluator: Evaluator, arg: Closure | undefined): MessageSchema | undefined {
  const [value] = arg ? evaluator.of(arg) : [];
  return value && place(evaluator, value);
}

function place(evaluator: Evaluator, value: Value): MessageSchema | undefined {
  if (value.t === 'lib') return madeAt(evaluator, value.lib);
  if (value.t === 'obj')
    return { by: 'validator', name: null, evidence: [evaluator.evidence(value.file, value.expr.at)] };
  const cls = value.t === 'class' ? evaluator.program.cls(value.file, value.c) : undefined;
  return value.t === 'class' && cls
    ? { by: 'validator', name: cls.name, evidence: [evaluator.evidence(value.file, cls)] }
    : undefined;
}

// Where the schema was made, and the name that it was given there.
function madeAt(evaluator: Evaluator, { site }: Lib): MessageSchema | undefined {
  if (!site) return undefined;
  const facts = evaluator.program.facts(site.file);
  const call = facts.calls[site.call];
  if (!call) return undefined;
  const binding = facts.bindings.find(({ values }) => values.some((one) => one.k === 'call' && one.c === site.call));
  return { by: 'validator', name: binding?.name ?? null, evidence: [evaluator.evidence(site.file, call)] };
}
