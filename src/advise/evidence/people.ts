import { count } from '../../util/markdown.ts';
import { dayOf } from '../../util/day-of.ts';
import { RECENT_DAYS } from './activity.ts';
import { fromHistory, known, unknown, type Fact, type Reading, type Sources } from './fact.ts';

// Code that was brought in as a whole was written by people of another history.
const FEWEST_COMMITS = 10;
const OWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];

/** Who works on the system. */
export const peopleFacts: readonly Fact[] = [
  {
    name: 'contributors-90d',
    title: 'People who committed in the 90 days before the newest commit',
    kind: 'count',
    unit: 'people',
    read: ({ activity }) =>
      fromHistory(activity, ({ recent, newest }) => {
        const until = `in ${RECENT_DAYS} days up to ${dayOf(newest)}`;
        if (recent.commits < FEWEST_COMMITS)
          return unknown(`git has ${count(recent.commits, 'commit')} of people ${until}: too few to count who works here`);
        return known(recent.people, `git: ${count(recent.people, 'author')} ${until}, robots left out`);
      }),
  },
  {
    name: 'teams',
    title: 'Teams that own code',
    kind: 'count',
    unit: 'teams',
    read: teams,
  },
];

function teams({ files, read }: Sources): Reading {
  const file = OWNERS.find((one) => files.includes(one));
  if (file === undefined) return unknown('there is no CODEOWNERS', 'name the owners of folders in .github/CODEOWNERS');
  const places = new Map<string, { line: number; column: number }>();
  for (const [index, line] of (read(file) ?? '').split('\n').entries()) {
    for (const [team] of line.replace(/#.*/, '').matchAll(/@[\w.-]+\/[\w./-]+/g))
      if (!places.has(team)) places.set(team, { line: index + 1, column: line.indexOf(team) + 1 });
  }
  if (places.size === 0) return unknown(`${file} names persons, and no team`, 'name teams as @organization/team');
  const evidence = [...places].map(([team, at]) => ({ file, ...at, note: team }));
  return known(places.size, `CODEOWNERS: ${count(places.size, 'team')}`, evidence);
}
