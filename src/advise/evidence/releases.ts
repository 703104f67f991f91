import { dayOf } from '../../util/day-of.ts';
import { count } from '../../util/markdown.ts';
import { RECENT_DAYS, type Activity } from './activity.ts';
import { fromHistory, known, unknown, type Fact, type Reading } from './fact.ts';

const WEEKS = RECENT_DAYS / 7;
// Two releases may fall together by chance.
const FEWEST_RELEASES = 3;

/** How often what is written goes out. */
export const releaseFacts: readonly Fact[] = [
  {
    name: 'releases-per-week',
    title: 'Releases per week, by tags and release commits',
    kind: 'rate',
    unit: 'per week',
    read: ({ activity }) => fromHistory(activity, releasesPerWeek),
  },
  {
    name: 'lock-step-releases',
    title: 'Share of releases in which several packages go out together',
    kind: 'share',
    read: ({ activity }) => fromHistory(activity, lockStep),
  },
];

function releasesPerWeek({ releases, newest }: Activity): Reading {
  const until = `in ${RECENT_DAYS} days up to ${dayOf(newest)}`;
  if (releases.length === 0)
    return unknown(`no tag and no release commit ${until}: deployments leave no trace in this history`);
  const rate = Number((releases.length / WEEKS).toFixed(1));
  return known(rate, `git: ${count(releases.length, 'release')} ${until}, by tags and release commits; trial versions left out`);
}

function lockStep({ releases }: Activity): Reading {
  const named = releases.filter(({ packages }) => packages.length > 0);
  const all = new Set(named.flatMap(({ packages }) => packages));
  if (all.size < 2 || named.length < FEWEST_RELEASES)
    return unknown(`tags do not name two packages in ${FEWEST_RELEASES} releases or more of the last ${RECENT_DAYS} days`);
  const together = named.filter(({ packages }) => packages.length > 1).length;
  const share = Math.round((together / named.length) * 100);
  return known(share, `git: ${together} of ${named.length} releases have tags of several packages within an hour`);
}
