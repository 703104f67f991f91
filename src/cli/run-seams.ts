import { renderSeams } from '../advise/seams/render-seams.ts';
import { seamsMarkdown } from '../advise/seams/render-seams-markdown.ts';
import { plain } from '../advise/render-verdict.ts';
import { seamsJson } from '../advise/seams/seam-json.ts';
import { reportSeams, type SeamReport } from '../advise/seams/seam-report.ts';
import { readCode } from '../recover/read-code.ts';
import { UserError } from '../util/user-error.ts';
import { readHistory } from './git/read-history.ts';
import { deliver } from './output.ts';
import { withProgress } from './progress.ts';
import { readRepository } from './read-repository.ts';
import { columns, style } from './terminal.ts';

/** Options of `archwright seams`, as commander gives them. */
export interface SeamFlags {
  readonly modules?: readonly string[];
  readonly top: number;
  readonly plans: number;
  readonly days: number;
  readonly largestCommit: number;
  readonly value?: readonly string[];
  readonly weight?: readonly string[];
  readonly format: 'text' | 'markdown' | 'json';
  readonly json?: true;
  readonly output?: string;
  readonly cache: boolean;
}

/** Prints which modules of a repository could be taken out. Throws UserError where it has none. */
export async function runSeams(dir: string, flags: SeamFlags): Promise<void> {
  const report = await readSeams(dir, flags);
  if (report.seams.length < 2) {
    throw new UserError(`there are no modules under "${dir}" between which a seam could be`, {
      help: 'they were looked for as packages of a workspace, Nest modules, and folders of src, src/modules and the like; name them: --modules "src/areas/*"',
    });
  }
  deliver(textOf(report, flags), flags.output);
}

async function readSeams(dir: string, flags: SeamFlags): Promise<SeamReport> {
  const { model } = await readRepository(dir, { cache: flags.cache });
  return withProgress(async (onProgress) => {
    const code = await readCode(dir, { cache: flags.cache, onProgress });
    onProgress('reading the history');
    const history = await readHistory(dir);
    const settings = {
      modules: flags.modules ?? [],
      weights: flags.weight ?? [],
      values: flags.value ?? [],
      days: flags.days,
      largest: flags.largestCommit,
    };
    return reportSeams({ model, code, history }, settings, (counted) => onProgress(`${counted} commits counted`));
  });
}

function textOf(report: SeamReport, { json, format, top, plans, output }: SeamFlags): string {
  if (json === true || format === 'json') return `${JSON.stringify(seamsJson(report), null, 2)}\n`;
  if (format === 'markdown') return seamsMarkdown(report, { top, plans });
  return renderSeams(report, { top, plans }, columns(), output === undefined ? style : plain);
}
