import type { Graph, GraphNode } from '../diagrams/graph.ts';
import { nodeNames, plainText } from './names.ts';

/** A graph as a workspace of the Structurizr DSL: a system with its containers, what it calls outside, and two views of them. */
export function structurizr(graph: Graph, title: string): string {
  const name = nodeNames(graph.nodes, 'last');
  const external = graph.nodes.filter(({ kind }) => kind === 'external');
  const inside = graph.nodes.filter(({ kind }) => kind !== 'external');
  const uses = new Map(
    graph.edges.map(({ from, to, kind, label }) => [
      `${name(from)} -> ${name(to)}`,
      `${quoted(label === '' ? (kind === 'async' ? 'messages' : 'uses') : label)} ${quoted(WORDS[kind])}`,
    ]),
  );
  return [
    `workspace ${quoted(title)} {`,
    '  model {',
    ...external.map(({ id, label }) => `    ${name(id)} = softwareSystem ${quoted(label)} "outside this system"`),
    `    system = softwareSystem ${quoted(title)} {`,
    ...inside.map((node) => `      ${name(node.id)} = container ${containerOf(node)}`),
    '    }',
    ...[...uses].map(([pair, words]) => `    ${pair} ${words}`),
    '  }',
    '  views {',
    '    systemContext system "context" {',
    '      include *',
    '      autoLayout lr',
    '    }',
    '    container system "containers" {',
    '      include *',
    '      autoLayout lr',
    '    }',
    '    styles {',
    '      element "datastore" {',
    '        shape Cylinder',
    '      }',
    '      element "channel" {',
    '        shape Pipe',
    '      }',
    '    }',
    '  }',
    '}',
    '',
  ].join('\n');
}

const WORDS = { sync: 'synchronous', async: 'asynchronous', data: 'data' } as const;

function containerOf({ kind, label, detail }: GraphNode): string {
  const technology = detail ?? '';
  return `${quoted(label)} ${quoted(kind)} ${quoted(technology === '' ? kind : technology)} ${quoted(kind)}`;
}

// The DSL has no escapes that all of its readers know, and replaces `${name}`.
function quoted(text: string): string {
  return `"${plainText(text).replaceAll('"', "'").replaceAll('\\', '/').replaceAll('${', '$ {')}"`;
}
