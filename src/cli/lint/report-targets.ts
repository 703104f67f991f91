import { basename } from 'node:path';
import { UserError } from '../../util/user-error.ts';

/** Every way to report, in the order of help; `src/lint/reporters` has one of each name. */
export const FORMATS = ['pretty', 'compact', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown', 'html'] as const;

export type Format = (typeof FORMATS)[number];

/** What is said with `--format`: a format, and perhaps the file that it goes to. */
export interface FormatFlag {
  readonly format: Format;
  readonly file: string | null;
}

/** One report and where it goes; null: standard output. */
export interface Target {
  readonly format: Format;
  readonly file: string | null;
}

// The first is meant when nothing else is said; the others go well with the ending.
const ENDINGS: readonly (readonly [RegExp, readonly Format[]])[] = [
  [/\.sarif(\.json)?$/i, ['sarif']],
  [/\.json$/i, ['json', 'gitlab', 'sarif']],
  [/\.html?$/i, ['html']],
  [/\.(md|markdown)$/i, ['markdown']],
  [/\.xml$/i, ['junit']],
];

/** Reads `sarif` or `sarif=out.sarif`; null when it names no format or an empty file. */
export function formatFlag(text: string): FormatFlag | null {
  const [name = '', ...rest] = text.split('=');
  const format = FORMATS.find((one) => one === name);
  const file = rest.join('=');
  if (format === undefined || (rest.length > 0 && file === '')) return null;
  return { format, file: rest.length > 0 ? file : null };
}

/**
 * Which report goes where. A file of `--output` takes the format that its ending names, or a `--format` that goes with the
 * ending; a `--format` that no file took goes to standard output. Without either, `pretty` does.
 * Throws UserError when two reports want one place.
 */
export function reportTargets(formats: readonly FormatFlag[], files: readonly string[]): readonly Target[] {
  const waiting = formats.filter(({ file }) => file === null).map(({ format }) => format);
  const named = formats.filter(({ file }) => file !== null);
  const taken = files.map((file): Target => {
    const fitting = ENDINGS.find(([ending]) => ending.test(basename(file)))?.[1];
    const place = waiting.findIndex((format) => fitting?.includes(format) ?? true);
    const [asked] = place < 0 ? [] : waiting.splice(place, 1);
    return { file, format: asked ?? fitting?.[0] ?? 'pretty' };
  });
  if (formats.length === 0 && files.length === 0) waiting.push('pretty');
  const targets = [...waiting.map((format): Target => ({ format, file: null })), ...named, ...taken];
  refuseSharedPlaces(targets);
  return targets;
}

function refuseSharedPlaces(targets: readonly Target[]): void {
  for (const [index, { format, file }] of targets.entries()) {
    const other = targets.slice(0, index).find((target) => target.file === file);
    if (!other) continue;
    const place = file === null ? 'standard output' : `"${file}"`;
    throw new UserError(`two reports cannot both go to ${place}: ${other.format} and ${format}`, {
      help: `name a file for one of them: --format ${format}=FILE`,
    });
  }
}
