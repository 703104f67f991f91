import type { Files } from './recover-files.ts';
import type { Rewrite } from './rewrites.ts';

/** A client as the smallest service uses it; everything else about the service is the same for all clients. */
export interface ClientUse {
  readonly framework: 'express' | 'koa' | 'fastify';
  readonly pkg: string;
  /** What is imported: `default`, or the name of an export. */
  readonly symbol: string;
  readonly isDefault?: boolean;
  /** The expression that makes the client of the imported symbol and the one option that matters. */
  readonly make: (symbol: string, option: string) => string;
  /** The option as a literal. */
  readonly option: string;
  /** The statement that uses the client for an order. */
  readonly use: (client: string, order: string) => string;
}

type Sources = Readonly<Record<string, string>>;

function importLine(use: ClientUse, from = use.pkg, local = use.symbol): string {
  if (use.isDefault) return `import ${local} from '${from}';\n`;
  return `import { ${use.symbol}${local === use.symbol ? '' : ` as ${local}`} } from '${from}';\n`;
}

const FRAMEWORKS = {
  express: {
    imports: "import express from 'express';\n",
    app: 'const app = express();\n',
    route: (body: string, order: string) =>
      `app.post('/orders', async (req, res) => {\n  const ${order} = req.body;\n  ${body};\n  res.end();\n});\napp.listen(3000);\n`,
  },
  koa: {
    imports: "import Koa from 'koa';\nimport Router from '@koa/router';\n",
    app: 'const app = new Koa();\nconst router = new Router();\n',
    route: (body: string, order: string) =>
      `router.post('/orders', async (ctx) => {\n  const ${order} = ctx.request.body;\n  ${body};\n  ctx.status = 204;\n});\napp.use(router.routes());\napp.listen(3000);\n`,
  },
  fastify: {
    imports: "import fastify from 'fastify';\n",
    app: 'const app = fastify();\n',
    route: (body: string, order: string) =>
      `app.post('/orders', async (req) => {\n  const ${order} = req.body;\n  ${body};\n  return {};\n});\napp.listen({ port: 3000 });\n`,
  },
} as const;

/** The service as it would be written first. */
export function baseSource(use: ClientUse): Sources {
  return {
    'orders/src/app.ts': program(use, importLine(use), `const client = ${use.make(use.symbol, use.option)};\n`),
  };
}

function program(
  use: ClientUse,
  imports: string,
  before: string,
  body = use.use('client', 'order'),
  order = 'order',
): string {
  const { imports: own, app, route } = FRAMEWORKS[use.framework];
  return `${own}${imports}${before}${app}${route(body, order)}`;
}

/** Rewrites of that service that change nothing of what it does. */
export function standardRewrites(use: ClientUse): Rewrite[] {
  return [...named(use), ...made(use), ...configured(use), ...placed(use), ...held(use)];
}

function only(source: string, name = 'orders/src/app.ts'): Sources {
  return { [name]: source };
}

function named(use: ClientUse): Rewrite[] {
  const { symbol, option, make } = use;
  const base = program(use, importLine(use), `const client = ${make(symbol, option)};\n`);
  const commonJs = base.replace(
    /^import (\{.*\}|\w+) from '(.*)';$/gm,
    (_line, names: string, from: string) => `const ${names.replaceAll(' as ', ': ')} = require('${from}');`,
  );
  return [
    [
      'other names',
      only(program(use, importLine(use), `const c = ${make(symbol, option)};\n`, use.use('c', 'o'), 'o')),
    ],
    [
      'an import under another name',
      only(program(use, importLine(use, use.pkg, 'Imported'), `const client = ${make('Imported', option)};\n`)),
    ],
    [
      'a namespace import',
      only(
        program(
          use,
          `import * as lib from '${use.pkg}';\n`,
          `const client = ${make(use.isDefault ? 'lib.default' : `lib.${symbol}`, option)};\n`,
        ),
      ),
    ],
    ['JavaScript', only(base, 'orders/src/app.js')],
    ['CommonJS', only(commonJs, 'orders/src/app.js')],
    [
      'a package handed on by a file of the service',
      {
        ...only(
          program(use, `import { Handed } from './lib/index.js';\n`, `const client = ${make('Handed', option)};\n`),
        ),
        'orders/src/lib/index.ts': "export * from './handed.js';\n",
        'orders/src/lib/handed.ts': `export { ${use.isDefault ? 'default' : symbol} as Handed } from '${use.pkg}';\n`,
      },
    ],
  ];
}

function made(use: ClientUse): Rewrite[] {
  const { symbol, option, make } = use;
  const imports = importLine(use);
  return [
    [
      'a factory',
      only(
        program(
          use,
          imports,
          `const open = (option: string) => ${make(symbol, 'option')};\nconst client = open(${option});\n`,
        ),
      ),
    ],
    [
      'a factory of a factory with options',
      only(
        program(
          use,
          imports,
          `function open({ option, ...rest }: any) {\n  return ${make(symbol, 'option')};\n}\nconst shop = (option: string) => open({ retries: 3, option });\nconst client = shop(${option});\n`,
        ),
      ),
    ],
    [
      'a client that is made once',
      only(
        program(
          use,
          imports,
          `let made: any;\nfunction client() {\n  made ??= ${make(symbol, option)};\n  return made;\n}\n`,
          use.use('client()', 'order'),
        ),
      ),
    ],
    [
      'a class around it',
      only(
        program(
          use,
          imports,
          `class Port {\n  private readonly client = ${make(symbol, option)};\n  async place(order: any) {\n    ${use.use('this.client', 'order')};\n  }\n}\nconst port = new Port();\n`,
          'await port.place(order)',
        ),
      ),
    ],
    [
      'a class that is given it',
      only(
        program(
          use,
          imports,
          `class Port {\n  constructor(private readonly client: any) {}\n  async place(order: any) {\n    ${use.use('this.client', 'order')};\n  }\n}\nconst port = new Port(${make(symbol, option)});\n`,
          'await port.place(order)',
        ),
      ),
    ],
    [
      'a base class',
      only(
        program(
          use,
          imports,
          `abstract class Base {\n  protected abstract readonly option: string;\n  protected open() {\n    return ${make(symbol, 'this.option')};\n  }\n}\nclass Port extends Base {\n  protected readonly option = ${option};\n  async place(order: any) {\n    const client = this.open();\n    ${use.use('client', 'order')};\n  }\n}\nconst port = new Port();\n`,
          'await port.place(order)',
        ),
      ),
    ],
  ];
}

function configured(use: ClientUse): Rewrite[] {
  const { symbol, option, make } = use;
  const imports = importLine(use);
  const client = (value: string): string => `const client = ${make(symbol, value)};\n`;
  return [
    ['an option in a constant', only(program(use, imports, `const OPTION = ${option};\n${client('OPTION')}`))],
    [
      'an option in an enumeration',
      only(program(use, imports, `enum Options { Client = ${option} }\n${client('Options.Client')}`)),
    ],
    [
      'an option of a configuration file',
      {
        ...only(program(use, `${imports}import { config } from './config.js';\n`, client('config.client.option'))),
        'orders/src/config.ts': `const defaults = { client: { option: ${option} } };\nexport const config = Object.freeze({ ...defaults, name: 'orders' });\n`,
      },
    ],
    [
      'an option of the environment, with a default',
      only(program(use, imports, client(`process.env.CLIENT_OPTION ?? ${option}`))),
    ],
    [
      'an option of the environment',
      only(program(use, imports, client('process.env.CLIENT_OPTION as string'))),
      { 'orders/.env': `CLIENT_OPTION=${option.replaceAll("'", '')}\n` },
    ],
    [
      'an option that is put together',
      only(program(use, imports, client(`[${option.slice(0, 4)}', '${option.slice(4)}].join('')`))),
    ],
  ];
}

function placed(use: ClientUse): Rewrite[] {
  const { symbol, option, make } = use;
  const imports = importLine(use);
  const apart = { 'orders/src/client.ts': `${imports}export const client = ${make(symbol, option)};\n` };
  return [
    ['a file of its own', { ...only(program(use, "import { client } from './client.js';\n", '')), ...apart }],
    [
      'a file of its own behind a barrel',
      {
        ...only(
          program(
            use,
            "import * as infrastructure from './infrastructure/index.js';\n",
            '',
            use.use('infrastructure.client', 'order'),
          ),
        ),
        'orders/src/infrastructure/index.ts':
          "export * from '../client.js';\nexport { version } from './version.js';\n",
        'orders/src/infrastructure/version.ts': "export const version = '1';\n",
        ...apart,
      },
    ],
    [
      'a handler in another file',
      {
        ...only(program(use, "import { place } from './place.js';\n", '', 'await place(order)')),
        'orders/src/place.ts': `import { client } from './client.js';\nexport async function place(order: any) {\n  ${use.use('client', 'order')};\n}\n`,
        ...apart,
      },
    ],
    [
      'a handler that is made of what it needs',
      {
        ...only(
          program(
            use,
            "import { placing } from './place.js';\nimport { client } from './client.js';\n",
            'const place = placing({ client });\n',
            'await place(order)',
          ),
        ),
        'orders/src/place.ts': `export const placing = ({ client }: any) => async (order: any) => {\n  ${use.use('client', 'order')};\n};\n`,
        ...apart,
      },
    ],
  ];
}

function held(use: ClientUse): Rewrite[] {
  const { symbol, option, make } = use;
  const imports = importLine(use);
  const port = `class Port {\n  constructor(@inject('client') private readonly client: any) {}\n  async place(order: any) {\n    ${use.use('this.client', 'order')};\n  }\n}\n`;
  const attached: Rewrite[] =
    use.framework === 'express'
      ? [
          [
            'what hangs on the application',
            only(hung(use, `app.locals.client = ${make(symbol, option)};\n`, 'req.app.locals.client')),
          ],
          [
            'a setting of the application',
            only(hung(use, `app.set('client', ${make(symbol, option)});\n`, "req.app.get('client')")),
          ],
        ]
      : use.framework === 'koa'
        ? [
            [
              'what hangs on the context',
              only(hung(use, `app.context.client = ${make(symbol, option)};\n`, 'ctx.client')),
            ],
          ]
        : [
            [
              'what decorates the server',
              only(hung(use, `app.decorate('client', ${make(symbol, option)});\n`, 'app.client')),
            ],
          ];
  return [
    ...attached,
    [
      'a registry',
      only(
        program(
          use,
          imports,
          `const registry = new Map<string, any>();\nregistry.set('client', ${make(symbol, option)});\n`,
          use.use("registry.get('client')", 'order'),
        ),
      ),
    ],
    [
      'injection by a token',
      only(
        program(
          use,
          `${imports}import { container, inject, injectable } from 'tsyringe';\n`,
          `container.register('client', { useValue: ${make(symbol, option)} });\n@injectable()\n${port}const port = container.resolve(Port);\n`,
          'await port.place(order)',
        ),
      ),
    ],
    [
      'a container',
      only(
        program(
          use,
          `${imports}import { asFunction, asValue, createContainer } from 'awilix';\n`,
          `const container = createContainer();\ncontainer.register({\n  option: asValue(${option}),\n  client: asFunction(({ option }: any) => ${make(symbol, 'option')}),\n  place: asFunction(({ client }: any) => async (order: any) => {\n    ${use.use('client', 'order')};\n  }),\n});\n`,
          "await container.resolve('place')(order)",
        ),
      ),
    ],
  ];
}

function hung(use: ClientUse, attach: string, client: string): string {
  const { imports, app, route } = FRAMEWORKS[use.framework];
  return `${imports}${importLine(use)}${app}${attach}${route(use.use(client, 'order'), 'order')}`;
}

/** A package.json that has what the rewrites need. */
export function packageOf(name: string, ...dependencies: readonly string[]): object {
  const all = [...dependencies, 'tsyringe', 'awilix'];
  return {
    name,
    scripts: { start: 'node src/app.js' },
    dependencies: Object.fromEntries(all.map((dependency) => [dependency, '*'])),
  };
}

/** The files of the service `orders` around its sources. */
export function orders(framework: ClientUse['framework'], ...dependencies: readonly string[]): Files {
  const frameworks = framework === 'koa' ? ['koa', '@koa/router'] : [framework];
  return { 'orders/package.json': packageOf('orders', ...frameworks, ...dependencies) };
}
