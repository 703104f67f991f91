import type { Exposure } from '../../model/deployment.ts';
import type { CoverageGap, Evidence, Observed, ServiceKind } from '../../model/system.ts';
import type { AsyncApiChannel } from '../manifests/asyncapi.ts';
import type { Named } from '../manifests/compose-values.ts';
import type { ComposeService } from '../manifests/compose.ts';
import type { BuiltImage } from '../manifests/docker-run.ts';
import type { Dockerfile } from '../manifests/dockerfile.ts';
import type { EnvironmentEntry } from '../manifests/facts.ts';
import type { KubernetesFacts } from '../manifests/kubernetes-facts.ts';
import type { ProxyRoute } from '../manifests/nginx.ts';
import type { OpenApiDocument } from '../manifests/openapi.ts';
import type { PackageJson } from '../manifests/package-json.ts';
import type { PrismaSchema } from '../manifests/prisma.ts';
import type { StartedProcess } from '../manifests/started-process.ts';
import type { ProtoFile } from '../manifests/proto.ts';
import type { Project } from '../manifests/workspaces.ts';

/** A folder (or a single file) that something starts, that may be started, or that others import. */
export interface Unit {
  /** Stable and unique: the name, with the path's parents in front where two units have the same name. */
  readonly id: string;
  readonly name: string;
  /** Folder relative to the root, `.` for the root itself; a file where one file is one service. */
  readonly path: string;
  /** Name of the repository that it lies in; empty where there is only one. */
  readonly repository: string;
  readonly kind: ServiceKind | 'library';
  /** `typescript`, `javascript`, `browser` for a front end without a server, or another language's name. */
  readonly language: string;
  /** The package.json that stands in the unit's folder or in the nearest parent. */
  readonly packageJson: PackageJson | undefined;
  readonly evidence: readonly Evidence[];
  /** DNS names by which others reach it, deployment names first, the package's name last. */
  readonly hostNames: readonly string[];
  /** Ports that its manifests tell: container ports and published host ports. */
  readonly ports: readonly number[];
  /** Those of `ports` that the host publishes: by them `localhost:3001` finds its unit. */
  readonly publishedPorts: readonly number[];
  /** In order of precedence inside one environment: the first entry of a name wins. */
  readonly environment: readonly EnvironmentEntry[];
  /** Probes in the manifests; endpoints are not looked at here. */
  readonly health: Observed;
  /** Source files that something starts, as far as scripts, Dockerfiles, nest-cli and compose commands tell. */
  readonly entryFiles: readonly string[];
  /** Manifests that build or deploy it (compose, Kubernetes, Dockerfile, …); empty when only scripts start it. */
  readonly deployedBy: readonly string[];
  /** Where a cluster is told to run it once, or at times (Job, CronJob). */
  readonly jobs: readonly Evidence[];
  /** A start script or a workspace's configuration starts it. */
  readonly isStarted: boolean;
  /** Frameworks that start it with a server of their own: `next`, `strapi`. */
  readonly frameworks: readonly string[];
  /** How manifests run it, tests left out. */
  readonly runs: readonly UnitRun[];
  /** One of several programs of a package, whose shared code belongs to the package's own unit. */
  readonly isSplit: boolean;
}

/** One way in which a manifest runs a unit. */
export interface UnitRun {
  readonly file: string;
  readonly hostNames: readonly string[];
  readonly opens: readonly Omit<Exposure, 'service'>[];
  /** Host names of what the manifest starts before it, and where it says so. */
  readonly after: readonly Named[];
  readonly evidence: Evidence;
}

/** A container of a known infrastructure image: reached by URLs, never a service. */
export interface BackingImage {
  /** `postgres`, `mysql`, `mongodb`, `redis`, `rabbitmq`, `kafka`, `nats`, `elasticsearch`, …; the image's own name when not known. */
  readonly engine: string;
  readonly image: string;
  readonly hostNames: readonly string[];
  readonly ports: readonly number[];
  readonly environment: readonly EnvironmentEntry[];
  readonly evidence: Evidence;
}

/** Everything the manifests of a repository say, as facts with positions. */
export interface Manifests {
  readonly packages: readonly PackageJson[];
  /** Projects of nest-cli.json, Nx and Angular workspaces. */
  readonly projects: readonly Project[];
  /** Services of all compose files, and containers that scripts start with `docker run`. */
  readonly compose: readonly ComposeService[];
  readonly dockerfiles: readonly Dockerfile[];
  /** Images that scripts build. */
  readonly builtImages: readonly BuiltImage[];
  readonly kubernetes: KubernetesFacts;
  /** Processes of Procfiles, PM2, serverless.yml and skaffold.yaml. */
  readonly processes: readonly StartedProcess[];
  readonly prisma: readonly PrismaSchema[];
  readonly protos: readonly ProtoFile[];
  readonly openApi: readonly OpenApiDocument[];
  /** Channels that AsyncAPI documents describe. */
  readonly asyncApi: readonly AsyncApiChannel[];
  /** Proxied locations of nginx configurations. */
  readonly proxies: readonly ProxyRoute[];
  /** Every variable of every `.env*` file. */
  readonly dotenv: readonly EnvironmentEntry[];
}

/** What a repository consists of, before its code was read. */
export interface Inventory {
  /** Name of the system: the root folder's. */
  readonly name: string;
  /** Services, candidates and libraries, sorted by path. `settleServices` makes the final decision. */
  readonly units: readonly Unit[];
  readonly manifests: Manifests;
  readonly images: readonly BackingImage[];
  readonly gaps: readonly CoverageGap[];
  /** The unit that a file belongs to: the one that it starts, else the longest path; undefined when none. */
  ownerOf(file: string): Unit | undefined;
}

/** What the code of a file does that makes its unit a service. Facts of tests, mocks and tooling must not be given. */
export interface CodeFact {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly what: 'listens' | 'consumes' | 'answers' | 'handles-function' | 'browser' | 'proxies';
  /** Another file does it, which this one calls. */
  readonly isElsewhere?: true;
  readonly note?: string;
}
