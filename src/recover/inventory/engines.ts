import { imageName } from '../manifests/processes.ts';

/** Images that back a system: databases, brokers, caches, proxies, telemetry, developer tools. First match wins. */
const ENGINES: readonly (readonly [engine: string, pattern: RegExp])[] = [
  [
    'tool',
    /^(?:mongo-express|adminer|pgadmin4?|phpmyadmin|redis-?(?:commander|insight)|redisinsight|kafka-?ui|kafdrop|akhq|kowl|cmak|nats-box|rabbitmq-exporter|dozzle|portainer(?:-ce)?|mailhog|mailpit|maildev|mailcatcher|swagger-ui|wiremock|mockserver|localstack|azurite|toxiproxy|sonarqube|watchtower|ngrok|cloudflared|pghero|temporal-?(?:ui|web|admin-tools)|bull-?board|arena|k6|locust|artillery|curl|wait-for-it|dockerize|flyway|liquibase|migrate|mongo-?seed|docker-?bench)/,
  ],
  [
    'kafka-tool',
    /^(?:cp-(?:schema-registry|kafka-connect|kafka-rest|ksqldb|control|enterprise)|schema-registry|ksqldb|debezium|connect$)/,
  ],
  ['zookeeper', /zookeeper/],
  ['postgres', /^(?:.*[-_])?(?:postgres(?:ql)?|postgis|timescaledb(?:-ha)?|pgvector|pgbouncer|cockroach|citus|pgpool)/],
  ['mysql', /^(?:.*[-_])?(?:mysql|mariadb|percona)/],
  ['mssql', /^(?:mssql|azure-sql)/],
  ['mongodb', /^(?:.*[-_])?mongo(?:db)?(?:$|[-_])/],
  ['redis', /^(?:.*[-_])?(?:redis(?:-stack)?|valkey|keydb|dragonfly)/],
  ['memcached', /memcached/],
  ['rabbitmq', /^(?:.*[-_])?rabbitmq/],
  ['kafka', /^(?:.*[-_])?(?:kafka|redpanda)(?:$|[-_])|^cp-kafka/],
  ['nats', /^nats(?:$|-)/],
  ['activemq', /^(?:activemq|artemis)/],
  ['mosquitto', /^(?:eclipse-)?mosquitto|^emqx/],
  ['pulsar', /^pulsar/],
  ['elasticsearch', /^(?:elasticsearch|opensearch)/],
  ['cassandra', /^(?:cassandra|scylla)/],
  ['neo4j', /^neo4j/],
  ['couchdb', /^couch(?:db|base)/],
  ['dynamodb', /^dynamodb/],
  ['clickhouse', /^clickhouse/],
  ['influxdb', /^influxdb/],
  ['meilisearch', /^(?:meilisearch|typesense)/],
  ['eventstore', /^eventstore/],
  ['minio', /^minio|^mc$/],
  ['sqs', /^(?:elasticmq|goaws|sqs)/],
  ['keycloak', /^keycloak/],
  ['vault', /^vault$/],
  ['consul', /^consul$/],
  ['etcd', /^etcd$/],
  ['temporal', /^(?:auto-setup|temporal)/],
  [
    'telemetry',
    /^(?:prometheus|alertmanager|pushgateway|grafana|loki|promtail|tempo|mimir|jaeger|all-in-one|zipkin|opentelemetry-collector|otel|kibana|logstash|filebeat|metricbeat|apm-server|fluentd|fluent-bit|vector|node-exporter|cadvisor|statsd|graphite|seq$|aspire-dashboard|sentry|datadog|agent$|newrelic|signoz|uptime-kuma|skywalking|netdata)/,
  ],
  [
    'proxy',
    /^(?:nginx|openresty|traefik|kong|envoy|haproxy|caddy|apisix|krakend|tyk|httpd|varnish|squid|nginx-proxy|docker-letsencrypt|certbot)/,
  ],
];

/** The engine that an image runs, or undefined when it is not known infrastructure. */
export function engineOf(image: string): string | undefined {
  const name = imageName(image).toLowerCase();
  if (name === 'server' && image.includes('mssql')) return 'mssql';
  return ENGINES.find(([, pattern]) => pattern.test(name))?.[0];
}

// Images that bring a language and nothing to run: the code is mounted or copied.
const RUNTIMES: readonly (readonly [language: string, pattern: RegExp])[] = [
  [
    'node',
    /^(?:node|bun|deno|nodejs(?:-\d+.*)?|nodejs\d*-.*|nodemon|ts-node|iron-node|node-?(?:alpine|slim|chrome).*)$/,
  ],
  ['python', /^(?:python|pypy|miniconda3?|fastapi|uvicorn-gunicorn.*|django|flask)/],
  ['go', /^(?:golang|go)$/],
  [
    'java',
    /^(?:openjdk|eclipse-temurin|amazoncorretto|maven|gradle|java|jdk|jre|tomcat|corretto|zulu|ibm-semeru|jetty|wildfly|quarkus|graalvm|jib|adoptopenjdk)/,
  ],
  ['csharp', /^(?:sdk|aspnet|runtime|runtime-deps|dotnet|core)/],
  ['php', /^(?:php|composer|php-fpm|laravel|frankenphp)/],
  ['ruby', /^(?:ruby|rails|jruby)/],
  ['rust', /^(?:rust|cargo-chef)/],
  ['elixir', /^(?:elixir|erlang)/],
  ['scala', /^(?:scala|sbt)/],
  ['swift', /^swift/],
  ['dart', /^dart|^flutter/],
  ['haskell', /^haskell/],
  ['cpp', /^(?:gcc|clang)/],
];

/** Language of a base image that only brings a language, or undefined. */
export function runtimeOf(image: string): string | undefined {
  const path = image.toLowerCase();
  const name = imageName(path);
  if (/\bdotnet\b/.test(path)) return 'csharp';
  return RUNTIMES.find(([, pattern]) => pattern.test(name))?.[0];
}

const LANGUAGE_FILES: readonly (readonly [language: string, pattern: RegExp])[] = [
  ['go', /^go\.mod$/],
  ['python', /^(?:requirements(?:[.-][\w-]+)?\.txt|pyproject\.toml|setup\.py|Pipfile|manage\.py)$/],
  ['java', /^(?:pom\.xml|build\.gradle(?:\.kts)?)$/],
  ['csharp', /\.(?:cs|fs)proj$|\.sln$/],
  ['php', /^composer\.json$/],
  ['rust', /^Cargo\.toml$/],
  ['ruby', /^(?:Gemfile|config\.ru)$/],
  ['elixir', /^mix\.exs$/],
  ['scala', /^build\.sbt$/],
  ['swift', /^Package\.swift$/],
  ['dart', /^pubspec\.yaml$/],
];

/** The language whose project file this is, or undefined. */
export function languageOfFile(name: string): string | undefined {
  return LANGUAGE_FILES.find(([, pattern]) => pattern.test(name))?.[0];
}
