import { join } from 'node:path';
import { parseAdrName } from '../advise/adr/adr-names.ts';
import type { WrittenFormat } from '../advise/adr/new-adr.ts';
import { adrSlug, adrTitle, renderAdr, type AdrDetails } from '../advise/render-adr.ts';
import type { Verdict } from '../advise/recommend.ts';
import { renderNygard } from '../advise/render-nygard.ts';
import { placeAdr, writeAdr } from '../advise/write-adr.ts';
import { findBlueprint, readBlueprint } from '../blueprint/read-blueprint.ts';
import { UserError } from '../util/user-error.ts';
import { adrDate } from './adr-date.ts';
import { applyDecision, type Applied } from './apply-decision.ts';
import { decisionsFolder } from './decisions-folder.ts';

/** The options that say how a decision is recorded. */
export interface RecordOptions {
  readonly out?: string;
  readonly adr: boolean;
  readonly dryRun?: true;
  readonly apply?: true;
  readonly status: string;
  readonly format?: WrittenFormat;
  readonly by?: readonly string[];
  readonly date?: string;
}

/** What was done about a decision, or with a dry run would have been. */
export interface Recorded {
  readonly adr: {
    readonly file: string;
    readonly name: string;
    readonly title: string;
    readonly written: boolean;
    readonly text: string;
  } | null;
  readonly applied: Applied | null;
  /** Files that were written. */
  readonly written: readonly string[];
  /** The same in sentences. */
  readonly lines: readonly string[];
}

/** Records decisions in the working directory. What the options ask for is checked when it is made, before anything is asked. */
export class Recorder {
  readonly #options: RecordOptions;
  readonly #folder: string;
  readonly #date: string;
  readonly #status: AdrDetails['status'];
  readonly #blueprint = findBlueprint('.');

  constructor(options: RecordOptions) {
    this.#options = options;
    this.#date = adrDate(options.date);
    this.#status = checkedStatus(options.status);
    this.#folder = options.out ?? decisionsFolder('.');
    if (options.apply !== true) return;
    if (this.#blueprint === undefined) {
      throw new UserError('--apply: there is no archwright.yaml here to write to', {
        help: 'run it where the blueprint lies, or leave --apply out',
      });
    }
    readBlueprint(this.#blueprint);
  }

  /** The folder of the records. */
  get folder(): string {
    return this.#folder;
  }

  /** Writes the ADR and, when asked to, the blueprint; `previous` is the decision that led to this one, `contradicts` sentences about others. */
  record(verdict: Verdict, previous: Recorded | null, contradicts: readonly string[] = []): Recorded {
    const dry = this.#options.dryRun === true;
    const adr = this.#options.adr ? this.#writeAdr(verdict, previous, contradicts, dry) : null;
    const target = this.#options.apply === true ? this.#blueprint : undefined;
    const applied = target === undefined ? null : applyDecision(target, verdict.option, dry);
    const written = [
      ...(adr?.written === true ? [adr.file] : []),
      ...(applied?.written === true ? [applied.file] : []),
    ];
    return { adr, applied, written, lines: [...(adr?.lines ?? []), ...(applied?.lines ?? [])] };
  }

  #writeAdr(
    verdict: Verdict,
    previous: Recorded | null,
    contradicts: readonly string[],
    dry: boolean,
  ): (Recorded['adr'] & { lines: string[] }) | null {
    const before = previous?.adr;
    const follows = before ? { title: before.title, file: before.name } : null;
    const details = { date: this.#date, status: this.#status, deciders: this.#options.by ?? [], follows, contradicts };
    const render = (number: number): string =>
      this.#options.format === 'nygard' ? renderNygard(verdict, details, number) : renderAdr(verdict, details);
    const place = (dry ? placeAdr : writeAdr)(this.#folder, `${verdict.tree.id}-`, adrSlug(verdict), render);
    const text = render(parseAdrName(place.name)?.number ?? 0);
    const file = join(this.#folder, place.name);
    const said = place.recorded ? `Already recorded: ${file}` : `${dry ? 'Would be recorded' : 'Recorded'}: ${file}`;
    const lines = [
      said,
      ...place.earlier.map((name) => `An earlier record of this question: ${join(this.#folder, name)}`),
    ];
    return { file, name: place.name, title: adrTitle(verdict), written: !dry && !place.recorded, text, lines };
  }
}

function checkedStatus(status: string): AdrDetails['status'] {
  if (status === 'proposed' || status === 'accepted') return status;
  throw new UserError(`--status cannot be "${status}"`, { help: 'it is proposed or accepted' });
}
