import type { RuleAddress } from './rule-catalogue.ts';

/**
 * Where the pages of rules are: in the repository that package.json names, else under its home page, else the path in
 * the package.
 */
export function ruleAddress({ repository, homepage }: Readonly<Record<string, unknown>>): RuleAddress {
  const base = repositoryFiles(repository) ?? homeOf(homepage);
  return (rule) => `${base === undefined ? '' : `${base}/`}docs/rules/${rule}.md`;
}

function repositoryFiles(repository: unknown): string | undefined {
  const hasUrl = typeof repository === 'object' && repository !== null && 'url' in repository;
  const named = hasUrl ? repository.url : repository;
  if (typeof named !== 'string') return undefined;
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(named);
  const url = short ? `https://github.com/${short[1]}` : named.replace(/^git\+/, '').replace(/^git:/, 'https:');
  return /^https?:/.test(url) ? `${url.replace(/\/$|\.git$/, '')}/blob/HEAD` : undefined;
}

function homeOf(homepage: unknown): string | undefined {
  return typeof homepage === 'string' && /^https?:/.test(homepage) ? homepage.replace(/\/?(#.*)?$/, '') : undefined;
}
