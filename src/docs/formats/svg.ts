import { Graphviz } from '@hpcc-js/wasm-graphviz';

/** Draws a graph in Graphviz's language, without a browser. The same text gives the same bytes. */
export async function svg(dotText: string): Promise<string> {
  const graphviz = await Graphviz.load();
  return `${graphviz.dot(dotText).trimEnd()}\n`;
}
