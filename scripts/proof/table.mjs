/** One line for each goal: whether it was met, and its figures. */
export function table(results) {
  return results.map(row).join('\n');
}

function row({ goal, met, skipped, figures, seconds }) {
  const state = skipped === undefined ? (met ? 'met    ' : 'MISSED ') : met ? 'skipped' : 'MISSING';
  return `${state}  ${goal.padEnd(4)} ${`${seconds} s`.padStart(6)}  ${skipped ?? figuresText(figures)}`;
}

/** `{ lost: 0, p99Ms: 4.5 }` → `lost 0, p99 ms 4.5`. */
export function figuresText(figures) {
  return Object.entries(figures)
    .map(([name, value]) => `${words(name)} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}

function words(name) {
  return name.replace(/([a-z\d])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
}
