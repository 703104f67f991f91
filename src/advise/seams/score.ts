import { UserError } from '../../util/user-error.ts';
import { didYouMean } from '../../util/did-you-mean.ts';

/** How much each thing that holds a module back counts. */
export interface Weights {
  /** For each module that imports it. */
  readonly fan_in: number;
  /** For each table that another module reads or writes as well. */
  readonly shared_tables: number;
  /** For each module that it imports: a request from the new service back into the old system. */
  readonly fan_out: number;
  /** For commits that change another module as well, all of them being 1. */
  readonly co_change: number;
}

/**
 * Fan-in and shared tables as they stand in the formula that was taken over; the other two are ours, and small: a way
 * back is cheaper than a way in, and a module that never changes alone gains nothing from a release of its own.
 */
export const defaultWeights: Weights = { fan_in: 1, shared_tables: 1, fan_out: 0.5, co_change: 4 };

const names = Object.keys(defaultWeights) as (keyof Weights)[];

/** The weights with `name=number` settings applied. Throws UserError for an unknown name or no number. */
export function weightsFrom(settings: readonly string[]): Weights {
  const weights: Record<keyof Weights, number> = { ...defaultWeights };
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=').map((part) => part.trim());
    const known = names.find((one) => one === name);
    if (known === undefined) {
      const near = didYouMean(name, names);
      throw new UserError(`--weight ${setting}: there is no weight "${name}"`, {
        help: `${near === undefined ? '' : `did you mean "${near}"? `}they are ${names.join(', ')}`,
      });
    }
    weights[known] = positive(`--weight ${setting}`, value);
  }
  return weights;
}

/** Values by module from `module=number` settings; the others have 1. Throws UserError for an unknown module or no number. */
export function valuesFrom(settings: readonly string[], modules: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    settings.map((setting) => {
      const at = setting.lastIndexOf('=');
      const name = setting.slice(0, Math.max(at, 0)).trim();
      if (!modules.includes(name)) {
        const near = didYouMean(name, modules);
        throw new UserError(`--value ${setting}: there is no module "${name}"`, {
          help: near === undefined ? 'write it as module=number: --value orders=3' : `did you mean "${near}"?`,
        });
      }
      return [name, positive(`--value ${setting}`, setting.slice(at + 1).trim())];
    }),
  );
}

function positive(option: string, text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw new UserError(`${option}: "${text}" is no number`, { help: 'a number from 0: 2, 0.5' });
}

/** What the score of a module is made of. */
export interface ScoreParts {
  /** Commits per week that change it. */
  readonly changeRate: number;
  readonly value: number;
  readonly fanIn: number;
  readonly sharedTables: number;
  readonly fanOut: number;
  /** Share of its commits that change another module as well, 0 to 1. */
  readonly coChange: number;
}

/** change rate × value ÷ what holds it back. */
export function scoreOf(parts: ScoreParts, weights: Weights): number {
  const held =
    1 +
    weights.fan_in * parts.fanIn +
    weights.shared_tables * parts.sharedTables +
    weights.fan_out * parts.fanOut +
    weights.co_change * parts.coChange;
  return (parts.changeRate * parts.value) / held;
}

/** The formula with its weights, as it is shown. */
export function formulaText(weights: Weights): string {
  const term = (name: keyof Weights): string => (weights[name] === 1 ? name : `${weights[name]} × ${name}`);
  const terms = names.filter((name) => weights[name] > 0).map(term);
  return `score = change_rate × value ÷ (${['1', ...terms].join(' + ')})`;
}
