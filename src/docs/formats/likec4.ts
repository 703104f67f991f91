import type { Graph, GraphNode } from '../diagrams/graph.ts';
import { nodeNames, plainText } from './names.ts';

/** A graph in the language of LikeC4: one model, an index view of the system and one of everything. */
export function likec4(graph: Graph, title: string): string {
  const name = nodeNames(graph.nodes);
  const external = new Set(graph.nodes.filter(({ kind }) => kind === 'external').map(({ id }) => id));
  const at = (id: string): string => (external.has(id) ? name(id) : `system.${name(id)}`);
  const element = (node: GraphNode, indent: string): string =>
    [
      `${indent}${name(node.id)} = ${node.kind === 'system' ? 'service' : node.kind} ${quoted(node.label)}`,
      ...(node.detail === null ? [] : [` {\n${indent}  technology ${quoted(node.detail)}\n${indent}}`]),
    ].join('');
  const inside = graph.nodes.filter(({ id }) => !external.has(id));
  return [
    'specification {',
    '  element software',
    '  element service',
    '  element datastore {\n    style {\n      shape storage\n    }\n  }',
    '  element channel {\n    style {\n      shape queue\n    }\n  }',
    '  element external {\n    style {\n      color muted\n    }\n  }',
    '  relationship sync',
    '  relationship async {\n    line dotted\n  }',
    '  relationship data {\n    head none\n  }',
    '}',
    '',
    'model {',
    `  system = software ${quoted(title)} {`,
    ...inside.map((node) => element(node, '    ')),
    '  }',
    ...graph.nodes.filter(({ id }) => external.has(id)).map((node) => element(node, '  ')),
    ...graph.edges.map(
      ({ from, to, kind, label }) => `  ${at(from)} -[${kind}]-> ${at(to)}${label === '' ? '' : ` ${quoted(label)}`}`,
    ),
    '}',
    '',
    'views {',
    '  view index {',
    '    include *',
    '  }',
    '  view containers of system {',
    '    include *',
    '  }',
    '}',
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return `'${plainText(text).replaceAll('\\', '/').replaceAll("'", "\\'")}'`;
}
