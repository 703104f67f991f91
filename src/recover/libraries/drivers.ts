/** How a driver opens a store: the path that opens it, and where URL and parts stand in its arguments. */
export interface Driver {
  readonly packages: readonly string[];
  readonly engine: string;
  readonly open: RegExp;
  /** Options that may hold a URL; a text as first argument is one too. */
  readonly url: readonly string[];
  readonly host: readonly string[];
  readonly database: readonly string[];
  /** Paths whose first argument is SQL. */
  readonly query?: RegExp;
}

/** Options that hold a host. */
export const HOST = ['host', 'hostname', 'server'];

/** Drivers by the packages that give them. */
export const DRIVERS: readonly Driver[] = [
  {
    packages: ['pg', 'pg-promise', 'pg-pool'],
    engine: 'postgres',
    open: /^(?:(?:native\.)?(?:Pool|Client)!|\(\)\(\)|!)$/,
    url: ['connectionString'],
    host: HOST,
    database: ['database'],
    query:
      /(?:(?:Pool|Client|PoolClient|IDatabase|ITask)!|connect\(\)|connect\(cb0\.1\)|!|\(\)\(\)|(?:tx|task|txIf|taskIf)\(cb\d\.0\))\.(?:query|any|one|none|many|oneOrNone|manyOrNone|result|func|each|map|multi|multiResult)$/,
  },
  {
    packages: ['postgres'],
    engine: 'postgres',
    open: /^\(\)$/,
    url: [],
    host: HOST,
    database: ['database'],
    query: /^\(\)(?:\.unsafe|\.begin\(cb\d\.0\))?$/,
  },
  {
    packages: ['@neondatabase/serverless'],
    engine: 'postgres',
    open: /^(?:neon\(\)|(?:Pool|Client)!)$/,
    url: ['connectionString'],
    host: HOST,
    database: ['database'],
    query: /^neon\(\)(?:\.(?:query|unsafe))?$|(?:(?:Pool|Client|PoolClient)!|connect\(\))\.query$/,
  },
  {
    packages: ['@vercel/postgres'],
    engine: 'postgres',
    open: /^create(?:Pool|Client)\(\)$/,
    url: ['connectionString'],
    host: HOST,
    database: ['database'],
    query: /^sql(?:\.query)?$|^(?:db|create(?:Pool|Client)\(\))(?:\.connect\(\))?\.(?:sql|query)$/,
  },
  {
    // The statement is what its tag is given: sql.unsafe`…`, sql.type(schema)`…`.
    packages: ['slonik'],
    engine: 'postgres',
    open: /^createPool\(\)$/,
    url: [],
    host: [],
    database: [],
    query: /^sql(?:\.(?:unsafe|fragment|prepared)|\.type(?:Alias)?\(\))?$/,
  },
  {
    packages: ['@planetscale/database'],
    engine: 'mysql',
    open: /^(?:connect\(\)|Client!)$/,
    url: ['url'],
    host: ['host'],
    database: [],
    query: /(?:connect\(\)|Client!|connection\(\)|Connection!|transaction\(cb0\.0\))\.execute$/,
  },
  {
    packages: ['@electric-sql/pglite'],
    engine: 'postgres',
    open: /^(?:PGlite!|PGlite\.create\(\))$/,
    url: [],
    host: [],
    database: [],
    query: /(?:PGlite!|create\(\)|\(cb\d\.0\))\.(?:query|exec)$/,
  },
  {
    packages: ['mysql', 'mysql2', 'mysql2/promise', 'promise-mysql', 'mariadb'],
    engine: 'mysql',
    open: /^(?:promise\.)?(?:createConnection|createPool)\(\)$/,
    url: ['uri'],
    host: HOST,
    database: ['database'],
    query: /\.(?:query|execute|batch)$/,
  },
  {
    packages: ['mongodb', 'mongodb-legacy'],
    engine: 'mongodb',
    open: /^(?:MongoClient!|(?:MongoClient\.)?connect\(\))$/,
    url: [],
    host: [],
    database: ['dbName'],
  },
  {
    packages: ['mongoose'],
    engine: 'mongodb',
    open: /^(?:Mongoose!\.)?(?:connect|createConnection)\(\)$/,
    url: [],
    host: [],
    database: ['dbName'],
  },
  {
    packages: ['redis', '@redis/client'],
    engine: 'redis',
    open: /^(?:createClient|createCluster|createClientPool)\(\)$/,
    url: ['url'],
    host: HOST,
    database: ['db', 'database'],
  },
  {
    packages: ['ioredis'],
    engine: 'redis',
    open: /^(?:(?:default|Redis|Cluster)|(?:default|Redis)\.Cluster)?!$/,
    url: [],
    host: HOST,
    database: ['db'],
  },
  {
    packages: ['@upstash/redis'],
    engine: 'redis',
    open: /^Redis(?:!|\.fromEnv\(\))$/,
    url: ['url'],
    host: [],
    database: [],
  },
  {
    packages: ['sequelize', 'sequelize-typescript'],
    engine: '',
    open: /^Sequelize!$|^!$/,
    url: [],
    host: HOST,
    database: ['database'],
    query: /!\.query$/,
  },
  {
    packages: ['typeorm'],
    engine: '',
    open: /^(?:DataSource!|createConnection\(\))$/,
    url: ['url'],
    host: HOST,
    database: ['database'],
    query:
      /(?:(?:DataSource|Connection|EntityManager|QueryRunner|\w*Repository)!|getConnection\(\)|getManager\(\)|getRepository\(\)|createConnection\(\)|createQueryRunner\(\)|\.manager|transaction\(cb\d\.0\))\.query$/,
  },
  { packages: ['knex'], engine: '', open: /^(?:knex)?\(\)$/, url: ['connection'], host: HOST, database: ['database'] },
  {
    packages: ['mssql'],
    engine: 'mssql',
    open: /^(?:connect\(\)|ConnectionPool!)$/,
    url: ['connectionString'],
    host: HOST,
    database: ['database'],
    query: /^(?:query|batch)$|(?:request\(\)|Request!|ConnectionPool!|connect\(\)|input\(\))\.(?:query|batch)$/,
  },
  {
    packages: ['cassandra-driver'],
    engine: 'cassandra',
    open: /^Client!$/,
    url: [],
    host: ['contactPoints'],
    database: ['keyspace'],
    query: /Client!\.(?:execute|stream|eachRow|batch)$/,
  },
  { packages: ['neode'], engine: 'neo4j', open: /^(?:!|fromEnv\(\))$/, url: [], host: [], database: [] },
  { packages: ['neo4j-driver'], engine: 'neo4j', open: /^driver\(\)$/, url: [], host: [], database: ['database'] },
  {
    packages: ['@clickhouse/client'],
    engine: 'clickhouse',
    open: /^createClient\(\)$/,
    url: ['url', 'host'],
    host: [],
    database: ['database'],
  },
  {
    packages: ['clickhouse'],
    engine: 'clickhouse',
    open: /^(?:ClickHouse|default)?!$/,
    url: ['url'],
    host: HOST,
    database: ['database'],
    query: /^(?:ClickHouse|default)?!\.(?:query|insert)$/,
  },
  {
    packages: ['@azure/cosmos'],
    engine: 'cosmosdb',
    open: /^CosmosClient!$/,
    url: ['endpoint', 'connectionString'],
    host: [],
    database: [],
  },
  {
    packages: ['monk', 'mongojs', 'mongoist'],
    engine: 'mongodb',
    open: /^(?:default)?\(\)$/,
    url: [],
    host: [],
    database: [],
  },
  {
    packages: ['nano', '@cloudant/cloudant', 'cloudant'],
    engine: 'couchdb',
    open: /^(?:default)?\(\)$/,
    url: ['url'],
    host: [],
    database: [],
  },
  {
    packages: ['arangojs'],
    engine: 'arangodb',
    open: /^(?:Database!|!|\(\))$/,
    url: ['url'],
    host: [],
    database: ['databaseName'],
  },
  {
    packages: ['@elastic/elasticsearch', 'elasticsearch', '@opensearch-project/opensearch'],
    engine: 'elasticsearch',
    open: /^Client!$/,
    url: ['node', 'nodes', 'host', 'hosts'],
    host: [],
    database: [],
  },
];
