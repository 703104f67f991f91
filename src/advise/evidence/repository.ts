import { dayOf } from '../../util/day-of.ts';
import { count } from '../../util/markdown.ts';
import { fromHistory, known, unknown, type Fact } from './fact.ts';

const DAY = 86_400;

/** How old and how large the repository is. */
export const repositoryFacts: readonly Fact[] = [
  {
    name: 'repository-age',
    title: 'Time from the first to the newest commit',
    kind: 'duration',
    read: ({ activity }) =>
      fromHistory(activity, ({ oldest, newest, commits }) =>
        known(
          Math.round((newest - oldest) / DAY) * DAY * 1000,
          `git: ${count(commits, 'commit')} from ${dayOf(oldest)} to ${dayOf(newest)}`,
        ),
      ),
  },
  {
    name: 'size-kloc',
    title: 'Thousand lines of production code',
    kind: 'count',
    unit: 'thousand lines',
    read: ({ sourceFiles, sourceLines }) =>
      sourceFiles === 0
        ? unknown('there is no JavaScript or TypeScript here')
        : known(
            Number((sourceLines / 1000).toFixed(1)),
            `files: ${sourceLines} lines in ${count(sourceFiles, 'file')} of JavaScript and TypeScript, tests and generated code left out`,
          ),
  },
  {
    name: 'source-files',
    title: 'Production source files',
    kind: 'count',
    unit: 'files',
    read: ({ sourceFiles }) =>
      known(sourceFiles, 'files: JavaScript and TypeScript, tests and generated code left out'),
  },
];
