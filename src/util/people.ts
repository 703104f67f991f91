const ROBOT =
  /\[bot\]|(?:^|[^a-z])(?:dependabot|renovate|greenkeeper|snyk-bot|github-actions|semantic-release-bot)(?:[^a-z]|$)/i;

/** Whether an author's name or address is that of a program. */
export function isRobot(mark: string): boolean {
  return ROBOT.test(mark);
}

/** How many people stand behind authors; one person may have several addresses under one name, and several names at one address. */
export function countPeople(authors: readonly { readonly name: string; readonly email: string }[]): number {
  const people: Set<string>[] = [];
  for (const { name, email } of authors) {
    const marks = [email, name].map((mark) => mark.toLowerCase().trim()).filter((mark) => mark !== '');
    const same = people.filter((one) => marks.some((mark) => one.has(mark)));
    for (const one of same) people.splice(people.indexOf(one), 1);
    people.push(new Set([...same.flatMap((one) => [...one]), ...marks]));
  }
  return people.length;
}
