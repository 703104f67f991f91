import { Node, SyntaxKind, type Expression } from 'ts-morph';
import { placeOf, replace, type Draft, type Edit, type Operator } from '../mutant.ts';
import type { System } from '../system.ts';
import { deployedAt } from './deployment.ts';
import { callsOf } from './syntax.ts';

const rule = 'hard-coded-endpoint';
const ADDRESS = /^(?!DATABASE|MONGO|AMQP|RABBIT|REDIS|KAFKA|NATS|SMTP|BUS)[A-Z_]+_(URL|ADDRESS)$/;

interface Read {
  readonly node: Expression;
  readonly variable: string;
}

// Places in code that read the address of another service: `process.env.X_URL`, `config.getOrThrow('X_URL')`.
function reads(system: System): Read[] {
  const members = system.sources
    .flatMap((source) => source.getDescendantsOfKind(SyntaxKind.PropertyAccessExpression))
    .filter((node) => node.getExpression().getText() === 'process.env')
    .map((node): Read => {
      const parent = node.getParent();
      return { node: Node.isNonNullExpression(parent) ? parent : node, variable: node.getName() };
    });
  const asked = callsOf(system).flatMap((call): Read[] => {
    const [name, ...more] = call.getArguments();
    return Node.isStringLiteral(name) && more.length === 0 ? [{ node: call, variable: name.getLiteralText() }] : [];
  });
  return [...members, ...asked].filter(({ variable }) => ADDRESS.test(variable));
}

function written(text: (read: Read, system: System) => string | undefined): (system: System) => Iterable<Draft> {
  return function* (system) {
    for (const read of reads(system)) {
      const by = text(read, system);
      if (by !== undefined) yield { edits: [replace(read.node, by)], expected: [[placeOf(system, read.node)]] };
    }
  };
}

const machine = ({ variable }: Read): string =>
  variable.endsWith('ADDRESS') ? "'10.20.30.40:50051'" : "'http://10.20.30.40:8080'";

// What the deployment files set the variable to.
function serviceAddress({ variable }: Read, { texts }: System): string | undefined {
  for (const [file, text] of texts) {
    const value = new RegExp(`${variable}\\b["']?(?:,\\s*value)?\\s*[:=]\\s*["']?([^\\s"',}]+)`).exec(text)?.[1];
    if (value !== undefined && /\.ya?ml$|\.env$/.test(file)) return `'${value}'`;
  }
  return undefined;
}

// A default counts where nothing sets the variable: the service's line for it goes.
function unset({ variable }: Read, { texts, model }: System, service: string | undefined): Edit[] {
  const name = model.services.find(({ id }) => id === service)?.name;
  const setting = new RegExp(
    `(?:^ *- \\{ name: ${variable},.*\\n|\\b${variable}: ?[^,}\\n]+,? ?|^${variable}=.*\\n)`,
    'gm',
  );
  return [...texts].flatMap(([file, text]): Edit[] => {
    if (!/\.ya?ml$|\.env$/.test(file)) return [];
    const found = [...text.matchAll(setting)].filter(({ index }) => deployedAt(file, text, index) === name);
    return found.map((match) => ({ file, start: match.index, end: match.index + match[0].length, text: '' }));
  });
}

function* machineDefault(system: System): Iterable<Draft> {
  for (const read of reads(system)) {
    const by = `(${read.node.getText().replace(/!$/, '')} ?? ${machine(read)})`;
    yield {
      edits: [replace(read.node, by), ...unset(read, system, placeOf(system, read.node).service)],
      expected: [[placeOf(system, read.node)]],
    };
  }
}

function* schemaDefault(system: System): Iterable<Draft> {
  for (const source of system.sources)
    for (const property of source.getDescendantsOfKind(SyntaxKind.PropertyAssignment)) {
      const value = property.getInitializer();
      if (!ADDRESS.test(property.getName()) || !value || !/^(z\.|url$)/.test(value.getText())) continue;
      const edit = replace(value, `${value.getText()}.default('http://10.20.30.40:8080')`);
      const read: Read = { node: value, variable: property.getName() };
      yield {
        edits: [edit, ...unset(read, system, placeOf(system, read.node).service)],
        expected: [[placeOf(system, property)]],
      };
    }
}

/** Operators that write an address into the code. */
export const addresses: readonly Operator[] = [
  { name: "a machine's address in code", rule, mutants: written(machine) },
  { name: "a service's address in code", rule, mutants: written(serviceAddress) },
  { name: "a machine's address as default", rule, mutants: machineDefault },
  { name: "a machine's address as default of a schema", rule, mutants: schemaDefault },
];
