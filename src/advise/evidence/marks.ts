/** A sign that files carry: by their path, by what stands in them, or by a package that they depend on. */
export interface Mark {
  readonly word: string;
  /** Paths relative to the root. */
  readonly path?: RegExp;
  /** What stands in a file whose path fits `in`. */
  readonly text?: RegExp;
  readonly in?: RegExp;
  /** Names of packages in the dependencies of a package.json. */
  readonly dependency?: RegExp;
}

const YAML = /\.ya?ml$/;
const TERRAFORM = /\.tf$/;
const CI =
  /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.gitlab\/ci\/.+\.ya?ml|\.circleci\/config\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.ya?ml|Jenkinsfile|\.travis\.ya?ml|\.drone\.ya?ml|\.buildkite\/.+\.ya?ml|cloudbuild\.ya?ml|buildspec\.ya?ml)$/;
// What pipelines share: composite actions of GitHub.
const PIPELINE_PART = /^\.github\/actions\/.+\/action\.ya?ml$/;
const DEPLOY =
  /\b(?:kubectl\s+(?:apply|set image|rollout)|helm\s+(?:upgrade|install)|helmfile\s|argocd\s|terraform\s+apply|pulumi\s+up|cdk\s+deploy|sam\s+deploy|(?:serverless|sls)\s+deploy|aws\s+(?:ecs\s+update-service|lambda\s+update-function-code|deploy\s)|gcloud\s+(?:run|app|functions)\s+deploy|flyctl\s+deploy|fly\s+deploy|vercel\s+(?:deploy|--prod)|heroku\s+container:release|git\s+push\s+(?:heroku|dokku)|amazon-ecs-deploy-task-definition|deploy-cloudrun|azure\/(?:webapps|functions|aks|k8s)[\w-]*deploy)/i;

/** How what is written gets to run, and where. */
export const deploymentMarks: readonly Mark[] = [
  { word: 'kubernetes', path: /(?:^|\/)(?:Chart|kustomization)\.ya?ml$/ },
  { word: 'kubernetes', in: YAML, text: /^kind:\s*(?:Deployment|StatefulSet|DaemonSet|CronJob|Rollout)\b/m },
  {
    word: 'kubernetes',
    in: new RegExp(`${CI.source}|${PIPELINE_PART.source}`),
    text: /\b(?:kubectl\s+(?:apply|set image|rollout)|helm\s+(?:upgrade|install))\b/,
  },
  { word: 'ecs', in: TERRAFORM, text: /resource\s+"aws_ecs_(?:service|task_definition)"/ },
  { word: 'ecs', in: /\.(?:ya?ml|json)$/, text: /AWS::ECS::|"containerDefinitions"\s*:/ },
  { word: 'nomad', path: /\.nomad(?:\.hcl)?$/ },
  { word: 'cloud-run', in: TERRAFORM, text: /resource\s+"google_cloud_run/ },
  { word: 'cloud-run', in: CI, text: /gcloud\s+run\s+deploy|deploy-cloudrun/ },
  { word: 'serverless', path: /(?:^|\/)serverless\.(?:ya?ml|ts|js|json)$/ },
  { word: 'serverless', in: /\.(?:ya?ml|json)$/, text: /AWS::Serverless::/ },
  { word: 'platform', path: /(?:^|\/)(?:render\.ya?ml|fly\.toml|railway\.json|Procfile|vercel\.json)$/ },
  { word: 'compose', path: /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/ },
  { word: 'pm2', path: /(?:^|\/)ecosystem\.config\.[cm]?js(?:on)?$/ },
];

/** What builds, tests and releases. */
export const pipelineMarks: readonly Mark[] = [
  { word: 'ci', path: CI },
  { word: 'deploy', in: CI, text: DEPLOY },
  // Not that of a documentation site or of a preview.
  {
    word: 'deploy',
    path: /^\.github\/workflows\/(?!.*(?:docs?|storybook|pages|site|preview))[^/]*deploy[^/]*\.ya?ml$/i,
  },
  { word: 'deploy', in: YAML, text: /^kind:\s*(?:Application|ApplicationSet|HelmRelease)\s*$/m },
];

/** Tools that make infrastructure from files. */
export const infrastructureMarks: readonly Mark[] = [
  { word: 'terraform', path: TERRAFORM },
  { word: 'pulumi', path: /(?:^|\/)Pulumi\.ya?ml$/ },
  { word: 'cdk', path: /(?:^|\/)cdk\.json$/ },
  { word: 'cloudformation', in: /\.(?:ya?ml|json|template)$/, text: /AWSTemplateFormatVersion/ },
  { word: 'bicep', path: /\.bicep$/ },
  { word: 'helm', path: /(?:^|\/)Chart\.ya?ml$/ },
  { word: 'kustomize', path: /(?:^|\/)kustomization\.ya?ml$/ },
  { word: 'ansible', path: /(?:^|\/)ansible\.cfg$/ },
];

/** Clouds, by what is built for them or talks to them. */
export const cloudMarks: readonly Mark[] = [
  { word: 'aws', in: TERRAFORM, text: /provider\s+"aws"|resource\s+"aws_/ },
  { word: 'aws', in: /\.(?:ya?ml|json)$/, text: /AWSTemplateFormatVersion/ },
  { word: 'aws', dependency: /^(?:@aws-sdk\/|aws-sdk$|aws-cdk-lib$|@aws-cdk\/)/ },
  { word: 'gcp', in: TERRAFORM, text: /provider\s+"google"|resource\s+"google_/ },
  { word: 'gcp', dependency: /^@google-cloud\// },
  { word: 'azure', in: TERRAFORM, text: /provider\s+"azurerm"|resource\s+"azurerm_/ },
  { word: 'azure', path: /\.bicep$/ },
  { word: 'azure', dependency: /^@azure\// },
];

/** What makes the system visible while it runs. */
export const telemetryMarks: readonly Mark[] = [
  {
    word: 'tracing',
    dependency:
      /^(?:@opentelemetry\/(?:sdk|auto-instr|instrumentation|exporter)|dd-trace$|elastic-apm-node$|newrelic$|jaeger-client$|zipkin|@google-cloud\/trace-agent$|aws-xray-sdk|applicationinsights$)/,
  },
  {
    word: 'central-logs',
    dependency:
      /^(?:pino-(?:loki|datadog|elasticsearch|logflare|socket|cloudwatch)|winston-(?:loki|elasticsearch|cloudwatch|graylog|logstash|syslog)|@google-cloud\/logging|@logtail\/|@axiomhq\/|fluent-logger$|gelf-pro$|bunyan-(?:cloudwatch|logstash))/,
  },
  {
    word: 'central-logs',
    in: YAML,
    text: /image:\s*["']?\S*(?:\/|\s)?(?:loki|promtail|fluentd|fluent-bit|logstash|filebeat|vector):/,
  },
  {
    word: 'central-logs',
    in: /\.(?:ya?ml|json|tf)$/,
    text: /\bawslogs-group\b|driver:\s*["']?(?:fluentd|gelf|loki|awslogs|gcplogs|splunk)\b/,
  },
];

/** Contracts that others can read. */
export const contractMarks: readonly Mark[] = [
  {
    word: 'openapi',
    in: /\.(?:ya?ml|json)$/,
    text: /^\s*["']?openapi["']?\s*:\s*["']?3|^\s*["']?swagger["']?\s*:\s*["']?2\.0/m,
  },
  {
    word: 'openapi',
    dependency:
      /^(?:@nestjs\/swagger|@fastify\/swagger|swagger-jsdoc|tsoa|express-openapi-validator|@asteasolutions\/zod-to-openapi)$/,
  },
  { word: 'asyncapi', in: /\.(?:ya?ml|json)$/, text: /^\s*["']?asyncapi["']?\s*:\s*["']?\d/m },
  { word: 'protobuf', path: /\.proto$/ },
  { word: 'graphql', path: /\.(?:graphql|gql)s?$/ },
  { word: 'avro', path: /\.avsc$/ },
  { word: 'pact', dependency: /^@pact-foundation\// },
];

/** How services find each other, and what runs their workflows. */
export const platformMarks: readonly Mark[] = [
  { word: 'consul', dependency: /^consul$/ },
  { word: 'eureka', dependency: /^eureka-js-client$/ },
  { word: 'nacos', dependency: /^nacos$/ },
  { word: 'istio', in: YAML, text: /\bistio\.io\/|istio-injection:/ },
  { word: 'linkerd', in: YAML, text: /linkerd\.io\/inject/ },
  { word: 'temporal', dependency: /^@temporalio\// },
  { word: 'step-functions', dependency: /^@aws-sdk\/client-sfn$/ },
  { word: 'step-functions', in: /\.(?:ya?ml|json|tf)$/, text: /AWS::StepFunctions::|aws_sfn_state_machine/ },
  { word: 'camunda', dependency: /^(?:zeebe-node|@camunda8\/sdk|camunda-external-task-client-js)$/ },
  { word: 'inngest', dependency: /^inngest$/ },
];
