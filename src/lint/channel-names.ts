// A hole is `{name}`; an object pattern of Nest (`{"cmd":"place"}`) is known when what it holds is.
/** True for the name of a channel of which a part is not known. */
export function isUnknownName(name: string): boolean {
  return name === '' || name === '{}' || name.replaceAll(/\{(?=["{])/g, '').includes('{');
}

const NO_WORDS: ReadonlyMap<string, string> = new Map([
  ['\\.#', '(?:\\..*)?'],
  ['#\\.', '(?:.*\\.)?'],
]);

/**
 * True when what is sent to `published` may arrive at `subscribed`: the same name, a wildcard of any broker that fits, an
 * exchange and a key in it (a fanout exchange has no use for keys), or a regular expression, whatever it says.
 */
export function mayArrive(published: string, subscribed: string): boolean {
  if (published === subscribed || /[\\^$|(]/.test(subscribed)) return true;
  if (published.startsWith(`${subscribed}/`) || subscribed.startsWith(`${published}/`)) return true;
  if (!/[*#>+]/.test(subscribed)) return false;
  // `#` of RabbitMQ is any number of words, also none: `order.#` takes `order` as well.
  const pattern = subscribed
    .replace(/[.)[\]?]/g, '\\$&')
    .replace(/\\\.#|(?<![^/])#\\\.|[*#>+]+/g, (part) => NO_WORDS.get(part) ?? '.*');
  return new RegExp(`^(?:.*/)?${pattern}$`).test(published);
}
