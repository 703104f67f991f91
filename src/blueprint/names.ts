// Words that cannot name a variable or function in a module of strict code.
const reservedWords = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public ' +
    'return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

// What containers of the generated system are called besides its services.
const infrastructureNames = new Set(['localhost', 'kafka', 'nats', 'postgres', 'rabbitmq', 'redis', 'sqs']);

// Services whose URL would be a variable that means something else to whoever calls them: DATABASE_URL, AUTH_JWKS_URL.
const takenVariables = new Set(['auth-jwks', 'bus', 'consul', 'database']);

const kebab = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** A flaw of a name and how to mend it, ready for a message that begins with the quoted name. */
export interface Flaw {
  readonly what: string;
  readonly help: string;
}

/** What is wrong with the name of a service (also a folder, a host name and an identifier), or undefined. */
export function flawOfServiceName(name: string): Flaw | undefined {
  const flaw = flawOfKebabName(name);
  if (flaw) return flaw;
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_URL`;
  if (takenVariables.has(name))
    return { what: `is reserved: ${variable} is not where a service is`, help: 'choose another name' };
  if (!infrastructureNames.has(name)) return undefined;
  const what = `is reserved: a container of the generated system has this name`;
  return { what, help: `choose another name; reserved are ${[...infrastructureNames].join(', ')}` };
}

/** What is wrong with a name in kebab-case that becomes a file and an identifier (a saga, a system), or undefined. */
export function flawOfKebabName(name: string): Flaw | undefined {
  if (!kebab.test(name)) {
    const proposal = toKebab(name);
    const example = kebab.test(proposal) ? `write "${proposal}"` : 'write it like "order-items"';
    return { what: 'is not in kebab-case', help: `${example}: lower-case letters, digits and single dashes` };
  }
  if (name.length > 50) return { what: 'is longer than 50 characters', help: 'choose a shorter name' };
  if (isWindowsDevice(name)) {
    return { what: 'is a device name on Windows, where no file can have it', help: 'choose another name' };
  }
  if (reservedWords.has(name)) return { what: 'is a reserved word of JavaScript', help: 'choose another name' };
  return undefined;
}

/** What is wrong with the name of an operation (a function in camelCase), or undefined. */
export function flawOfOperation(name: string): Flaw | undefined {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) {
    return { what: 'is not in camelCase', help: 'name the operation like a function: "reserve", "placeOrder"' };
  }
  if (reservedWords.has(name)) return { what: 'is a reserved word of JavaScript', help: 'choose another name' };
  return undefined;
}

/** What is wrong with the name of an event (dot-separated words in kebab-case), or undefined. */
export function flawOfEvent(name: string): Flaw | undefined {
  if (name.split('.').length > 1 && name.split('.').every((part) => kebab.test(part))) return undefined;
  const [bare = ''] = /^[^@]+(?=@\d+$)/.exec(name) ?? [];
  if (bare !== '' && flawOfEvent(bare) === undefined)
    return {
      what: 'is an event with its version, which stands where the service declares it',
      help: `write "${bare}" here, and "${name}" under "publishes" or "subscribes" of the service`,
    };
  const proposal = name.split('.').map(toKebab).join('.');
  const fits = proposal.includes('.') && proposal.split('.').every((part) => kebab.test(part));
  const help = `${fits ? `write "${proposal}"` : 'write it like "order.created"'}: words in kebab-case, joined by dots`;
  return { what: 'is not the name of an event', help };
}

/** What is wrong with the name of a table (snake_case), or undefined. */
export function flawOfTable(name: string): Flaw | undefined {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) {
    const proposal = toKebab(name).replaceAll('-', '_');
    const help = /^[a-z]/.test(proposal) ? `write "${proposal}"` : 'write it like "order_items"';
    return { what: 'is not in snake_case', help: `${help}: lower-case letters, digits and single underscores` };
  }
  if (name.length > 63) return { what: 'is longer than the 63 characters that PostgreSQL allows', help: 'shorten it' };
  return undefined;
}

/** What is wrong with a folder inside the project (forward slashes, no way out), or undefined. */
export function flawOfFolder(path: string): Flaw | undefined {
  const help = 'name a folder below the blueprint, with forward slashes: "services/orders"';
  if (path === '.') return undefined;
  if (/^[/~]|^[A-Za-z]:|\\/.test(path)) return { what: 'is not a relative path with forward slashes', help };
  const parts = path.replace(/\/$/, '').split('/');
  if (parts.includes('..')) return { what: 'leads out of the project', help };
  const odd = parts.find((part) => !/^[A-Za-z0-9._@-]+$/.test(part) || /^\.$|\.$/.test(part));
  if (odd !== undefined) return { what: `has the part "${odd}", which is no portable folder name`, help };
  const device = parts.find((part) => isWindowsDevice(part.split('.')[0] ?? ''));
  if (device !== undefined) return { what: `has the part "${device}", a device name on Windows`, help };
  return undefined;
}

/** Lower-case words joined by dashes, from any text; may be empty. */
export function toKebab(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function isWindowsDevice(name: string): boolean {
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(name);
}

/** What is wrong with the place of templates (a folder or an npm package), or undefined. */
export function flawOfTemplateSource(source: string): Flaw | undefined {
  const isFolder = /^\.{1,2}(?:\/|$)/.test(source);
  if (isFolder || /^(?:@[a-z0-9._~-]+\/)?[a-z0-9][a-z0-9._~-]*$/.test(source)) return undefined;
  const help = 'write a folder like "./templates", or the name of a package that is installed here';
  return { what: 'is neither a folder nor the name of an npm package', help };
}
