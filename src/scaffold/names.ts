import { UserError } from '../util/user-error.ts';

// Identifiers that cannot name a function in strict TypeScript.
const KEYWORDS = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if ' +
    'import in instanceof new null return super switch this throw true try typeof var void while with yield let static ' +
    'implements interface package private protected public await async arguments eval undefined'
  ).split(' '),
);

/** The words of a name, lower case: `placeOrder`, `place-order`, `order.created` and `order_items` have two each. */
export function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** `place-order` */
export function kebab(name: string): string {
  return words(name).join('-');
}

/** `PlaceOrder` */
export function pascal(name: string): string {
  return words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `placeOrder` */
export function camel(name: string): string {
  const text = pascal(name);
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** `PLACE_ORDER`, for environment variables. */
export function constant(name: string): string {
  return words(name).join('_').toUpperCase();
}

/** `place_order`, for databases. */
export function snake(name: string): string {
  return words(name).join('_');
}

/** The operation's name as a function; a TypeScript keyword gets a suffix: `delete` → `deleteHandler`. */
export function functionName(operation: string): string {
  const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(operation) ? operation : camel(operation);
  return KEYWORDS.has(name) ? `${name}Handler` : name;
}

/** Throws UserError for two paths that are one file where case is ignored (Windows, macOS). */
export function requireDistinctPaths(paths: Iterable<string>): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const other = seen.get(path.toLowerCase());
    if (other !== undefined)
      throw new UserError(`"${other}" and "${path}" would be one file where case is ignored`, {
        help: 'rename one of the services, operations, events or sagas that they are named after',
      });
    seen.set(path.toLowerCase(), path);
  }
}

/** A text in the single quotes of TypeScript. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
