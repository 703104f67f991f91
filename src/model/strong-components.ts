/**
 * Sets of nodes that reach one another (strongly connected components), in reverse topological order:
 * a set comes after every set that it leads to. Without recursion, so that long paths do not exhaust the stack (Tarjan).
 */
export function strongComponents(
  nodes: readonly string[],
  successors: (node: string) => readonly string[],
): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const components: string[][] = [];
  const enter = (node: string): Frame => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    open.push(node);
    isOpen.add(node);
    return { node, rest: [...successors(node)] };
  };
  const lower = (node: string, value: number | undefined): void => {
    low.set(node, Math.min(low.get(node) ?? Infinity, value ?? Infinity));
  };
  for (const start of nodes) {
    if (index.has(start)) continue;
    const frames: Frame[] = [enter(start)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const next = frame.rest.shift();
      if (next !== undefined) {
        if (!index.has(next)) frames.push(enter(next));
        else if (isOpen.has(next)) lower(frame.node, index.get(next));
        continue;
      }
      frames.pop();
      const parent = frames.at(-1);
      if (parent) lower(parent.node, low.get(frame.node));
      if (low.get(frame.node) === index.get(frame.node)) components.push(close(frame.node, open, isOpen));
    }
  }
  return components;
}

interface Frame {
  readonly node: string;
  readonly rest: string[];
}

function close(root: string, open: string[], isOpen: Set<string>): string[] {
  const component = open.splice(open.lastIndexOf(root));
  for (const node of component) isOpen.delete(node);
  return component;
}
