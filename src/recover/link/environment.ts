import type { Evidence } from '../../model/system.ts';
import type { EnvironmentEntry } from '../manifests/facts.ts';
import type { Part, Value } from './values.ts';

/** A piece of a text after configuration was looked up. */
export type ResolvedPart =
  | { readonly s: string; readonly origin: 'literal' | 'default' | 'config'; readonly at: Evidence }
  | { readonly hole: string; readonly replaced?: boolean };

/** A text whose environment variables were replaced by what deployment files say. */
export interface ResolvedText {
  readonly parts: readonly ResolvedPart[];
  /** The deployment that said so, to compare texts of one environment only; undefined when no variable was involved. */
  readonly environment: string | undefined;
  readonly evidence: readonly Evidence[];
  /** The variable that nothing sets, of whose default this is made. */
  readonly variable?: string;
}

const MAX_ALTERNATIVES = 6;

/** Values of environment variables of one unit, deployment manifests before `.env` files before image defaults. */
export class Environment {
  private readonly entries = new Map<string, EnvironmentEntry[]>();

  constructor(entries: readonly EnvironmentEntry[]) {
    for (const entry of [...entries].sort((a, b) => rank(a) - rank(b))) {
      if (entry.value === null) continue;
      const known = this.entries.get(entry.name);
      if (known) known.push(entry);
      else this.entries.set(entry.name, [entry]);
    }
  }

  get(name: string): readonly EnvironmentEntry[] {
    const all = this.entries.get(name) ?? [];
    const best = all[0] ? rank(all[0]) : 0;
    return all.filter((entry) => rank(entry) === best);
  }

  /** The texts that a value can be in this unit. Fallbacks are left out when configuration gives a value. */
  resolve(value: Value): ResolvedText[] {
    if (value.t === 'num')
      return [
        {
          parts: [{ s: String(value.v), origin: 'literal', at: value.at ?? NOWHERE }],
          environment: undefined,
          evidence: value.at ? [value.at] : [],
        },
      ];
    if (value.t !== 'text') return [];
    let texts: ResolvedText[] = [{ parts: [], environment: undefined, evidence: [] }];
    for (const part of value.parts) texts = texts.flatMap((head) => this.extend(head, part)).slice(0, MAX_ALTERNATIVES);
    return texts;
  }

  resolveAll(values: readonly Value[]): ResolvedText[] {
    const every = withVariables(values.flatMap((value) => this.resolve(value)));
    // Of `A || B` with A not set, B is meant.
    const set = every.filter((item) => !item.parts.some((part) => 'hole' in part && part.replaced));
    const all = set.length > 0 ? set : every;
    const configured = all.filter((item) => item.parts.some((part) => 's' in part && part.origin === 'config'));
    if (configured.length > 0) {
      const plain = all.filter((item) => item.parts.every((part) => 'hole' in part || part.origin !== 'default'));
      return dedupe(plain.some((item) => configured.includes(item)) ? plain : [...configured, ...plain]);
    }
    const known = all.filter((item) => item.parts.some((part) => 's' in part && part.s !== ''));
    // A fallback says more than the name of an unset variable.
    const withDefault = known.filter((item) => item.parts.some((part) => 's' in part && part.origin === 'default'));
    return dedupe(withDefault.length > 0 ? withDefault : known.length > 0 ? known : all);
  }

  private extend(head: ResolvedText, part: Part): ResolvedText[] {
    const append = (piece: ResolvedPart, evidence: readonly Evidence[], environment?: string): ResolvedText => ({
      parts: [...head.parts, piece],
      environment: environment ?? head.environment,
      evidence: [...head.evidence, ...evidence],
    });
    if (part.p === 'text') return [append({ s: part.s, origin: part.origin, at: part.at }, [])];
    if (part.p !== 'env') return [append({ hole: part.name }, [])];
    const entries = this.get(part.name).filter(
      (entry) => head.environment === undefined || entry.environment === head.environment,
    );
    const usable = entries.length > 0 ? entries : this.get(part.name);
    if (usable.length === 0)
      return [append({ hole: `env.${part.name}`, ...(part.replaced && { replaced: true }) }, [])];
    const { at: where, name } = part;
    return usable.map((entry) =>
      append(
        { s: entry.value ?? '', origin: 'config', at: entry.evidence },
        [
          { ...where, note: `reads ${name}` },
          { ...entry.evidence, note: `${name} = ${entry.value ?? ''}` },
        ],
        entry.environment,
      ),
    );
  }
}

const NOWHERE: Evidence = { file: '', line: 0, column: 0 };

function rank(entry: EnvironmentEntry): number {
  const kind = entry.environment.split(':')[0];
  if (kind === 'compose' || kind === 'k8s' || kind === 'pm2' || kind === 'serverless' || kind === 'script') return 0;
  if (kind === 'dockerfile') return 1;
  return /example|sample|template|test/i.test(entry.environment) ? 3 : 2;
}

// What stands behind `||` follows the variable that it replaces; a variable without one shares that of another.
function withVariables(texts: readonly ResolvedText[]): readonly ResolvedText[] {
  const replaced = texts.map((item) => item.parts.find((part) => 'hole' in part && part.replaced));
  const isDefault = texts.map((item) => item.parts.some((part) => 's' in part && part.origin === 'default'));
  if (replaced.some((hole, index) => hole && isDefault[index + 1] !== true)) return texts;
  return texts.map((item, index) => {
    const before = replaced[index - 1];
    return before && 'hole' in before ? { ...item, variable: before.hole.replace(/^env\./, '') } : item;
  });
}

function dedupe(texts: readonly ResolvedText[]): ResolvedText[] {
  const seen = new Map<string, ResolvedText>();
  for (const item of texts) {
    const key = item.parts.map((part) => ('hole' in part ? `{${part.hole}}` : part.s)).join('');
    const known = seen.get(key);
    // The same default of several variables is nobody's own.
    if (known?.variable !== undefined && known.variable !== item.variable) {
      const { variable: _shared, ...rest } = known;
      seen.set(key, rest);
    } else if (!known) seen.set(key, item);
  }
  return [...seen.values()];
}

/** The text with holes shown as `{name}`. */
export function showText(resolved: ResolvedText): string {
  return resolved.parts.map((part) => ('hole' in part ? `{${part.hole || '…'}}` : part.s)).join('');
}
