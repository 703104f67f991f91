// What a request needs, counted again when some of its calls are made asynchronous. Nothing here knows the page.

const MINUTES_A_MONTH = 30 * 24 * 60;

/**
 * The services that must still be up, and how many of the longest chain wait for one another. A route is a service, then
 * `call:service` for each hop; what follows an asynchronous call no longer matters.
 * @param {string} routes of one request, with `|` between them
 * @param {ReadonlySet<string>} asynchronous numbers of calls
 */
function stillNeeded(routes, asynchronous) {
  /** @type {Set<string>} */
  const needed = new Set();
  let longest = 0;
  for (const route of routes.split('|')) {
    let length = 0;
    for (const step of route.split(' ')) {
      const colon = step.indexOf(':');
      if (colon >= 0 && asynchronous.has(step.slice(0, colon))) break;
      needed.add(step.slice(colon + 1));
      length++;
    }
    longest = Math.max(longest, length);
  }
  return { needed, longest };
}

/**
 * A share of 1 for people: `99.7 %`, with as many digits as tell it from 100 %.
 * @param {number} share
 */
function percent(share) {
  return `${(share * 100).toFixed(share > 0.9 ? 3 : 1).replace(/\.?0+$/, '')} %`;
}

/**
 * The time of a month of 30 days in which there is no answer.
 * @param {number} share of time with an answer
 */
function lostTime(share) {
  const lost = (1 - share) * MINUTES_A_MONTH;
  return lost >= 120 ? `${(lost / 60).toFixed(1)} h` : `${lost.toFixed(1)} min`;
}
