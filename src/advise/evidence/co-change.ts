import { dayOf } from '../../util/day-of.ts';
import { RECENT_DAYS, type Activity } from './activity.ts';
import { LARGEST_COMMIT } from './changes.ts';
import { fromHistory, known, unknown, type Fact, type Reading } from './fact.ts';

// Less says nothing about how the parts of a system change.
const FEWEST_COMMITS = 20;

/** What is changed together. */
export const coChangeFacts: readonly Fact[] = [
  {
    name: 'co-change',
    title: 'Share of commits that change more than one service or module',
    kind: 'share',
    read: ({ activity }) => fromHistory(activity, coChange),
  },
];

function coChange({ changes, newest }: Activity): Reading {
  const { parts, touching, joint, large, sweeping } = changes;
  const until = `in ${RECENT_DAYS} days up to ${dayOf(newest)}`;
  if (parts.size < 2) return unknown(`${until}, commits changed fewer than two services or modules that were recognised`);
  if (touching < FEWEST_COMMITS) return unknown(`${touching} commits changed a service or module ${until}: too few to tell`);
  return known(
    Math.round((joint / touching) * 100),
    `git: ${joint} of ${touching} commits ${until}; left out: ${large} with more than ${LARGEST_COMMIT} files, ${sweeping} through many parts`,
  );
}
