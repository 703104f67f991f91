/** Where in a file a mistake stands; line and column are 1-based, absent when the whole file is meant. */
export interface Where {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** What a UserError says beyond its message. */
export interface UserErrorDetails {
  where?: Where;
  frame?: string;
  help?: string;
  others?: readonly UserError[];
}

/**
 * A mistake that the user can mend: printed as what, where, why and what to do, never with a stack.
 * Any other error that reaches the command line is a bug of ours.
 */
export class UserError extends Error {
  readonly where: Where | undefined;
  /** The source text around the mistake, ready to print, or undefined. */
  readonly frame: string | undefined;
  readonly help: string | undefined;
  /** Further mistakes found in the same reading, in the order of their places; empty for a single one. */
  readonly others: readonly UserError[];

  constructor(what: string, details: UserErrorDetails = {}) {
    super(what);
    this.name = 'UserError';
    this.where = details.where;
    this.frame = details.frame;
    this.help = details.help;
    this.others = details.others ?? [];
  }
}

/** One error that carries several, ordered by place: the first speaks, the rest are its `others`. Undefined for an empty list. */
export function combineUserErrors(errors: readonly UserError[]): UserError | undefined {
  const [first, ...others] = [...errors].sort(byPlace);
  if (first === undefined || others.length === 0) return first;
  const { where, frame, help } = first;
  return new UserError(first.message, {
    ...(where && { where }),
    ...(frame !== undefined && { frame }),
    ...(help !== undefined && { help }),
    others,
  });
}

/** `file:line:column`, as far as known. */
export function formatWhere(where: Where): string {
  if (where.line === undefined) return where.file;
  return `${where.file}:${where.line}:${where.column ?? 1}`;
}

function byPlace(a: UserError, b: UserError): number {
  return (a.where?.line ?? 0) - (b.where?.line ?? 0) || (a.where?.column ?? 0) - (b.where?.column ?? 0);
}
