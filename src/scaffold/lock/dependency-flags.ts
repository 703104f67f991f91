/** Why a package is in a lockfile, in the words of lockfiles: what a production install, or one without optional packages, leaves out. */
export interface Flags {
  dev: boolean;
  optional: boolean;
  devOptional: boolean;
  peer: boolean;
}

/** One dependency: `to` is a location. An optional peer is `peer` and `optional`. */
export interface Edge {
  readonly to: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
}

/**
 * The flags of everything that is reached from the root (`''`) without going over optional peers alone. As npm has it: all
 * flags are set at first, and each is taken from what is needed by someone who does not carry it over an edge that does not.
 */
export function dependencyFlags(edgesOf: (location: string) => readonly Edge[]): ReadonlyMap<string, Flags> {
  const needed = reach(edgesOf);
  const flags = new Map<string, Flags>();
  for (const location of needed) {
    const initial = location !== '';
    flags.set(location, { dev: initial, optional: initial, devOptional: initial, peer: initial });
  }
  const queue = [''];
  for (let location = queue.pop(); location !== undefined; location = queue.pop()) {
    const from = flags.get(location);
    if (from === undefined) continue;
    for (const edge of edgesOf(location)) {
      const to = flags.get(edge.to);
      if (to !== undefined && unset(from, to, edge)) queue.push(edge.to);
    }
  }
  for (const each of flags.values()) if (each.dev || each.optional) each.devOptional = false;
  return flags;
}

function reach(edgesOf: (location: string) => readonly Edge[]): ReadonlySet<string> {
  const needed = new Set(['']);
  for (const location of needed)
    for (const { to, peer, optional } of edgesOf(location)) if (!(peer && optional)) needed.add(to);
  return needed;
}

function unset(from: Readonly<Flags>, to: Flags, { dev = false, optional = false, peer = false }: Edge): boolean {
  const before = { ...to };
  to.dev &&= from.dev || dev;
  to.optional &&= from.optional || optional;
  to.devOptional &&= from.devOptional || from.dev || from.optional || dev || optional;
  to.peer &&= from.peer || peer;
  return (Object.keys(to) as (keyof Flags)[]).some((flag) => to[flag] !== before[flag]);
}
