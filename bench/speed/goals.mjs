// The goals, each a ratio of two commands of one run. `faster`: how many times faster than the peer; otherwise the share of it that ours may need.
const faster = (ours, peer, must, moonshot) => ({ kind: 'faster', of: 'wall', ours, peer, must, moonshot });
const share = (of, ours, peer, must, moonshot) => ({ kind: 'share', of, ours, peer, must, moonshot });

export const GOALS = [
  faster('ours cold', 'ESLint + typescript-eslint', 10, 20),
  faster('ours cold', 'dependency-cruiser', 3, 5),
  faster('ours cold', 'knip', 1.5, 2.5),
  faster('ours cold', 'Biome', 1, 2),
  share('wall', 'ours cold', 'oxlint', 8, 3),
  faster('ours cold', 'plain ts-morph', 1, 1),
  faster('ours warm', 'ESLint --cache, warm', 4, 8),
  faster('ours warm', 'dependency-cruiser --cache, warm', 2, 4),
  share('wall', 'ours warm', 'oxlint', 2, 1),
  faster('ours, 20 files changed', 'dependency-cruiser --cache, 20 files changed', 1.5, 3),
  faster('ours --changed, 20 files changed', 'dependency-cruiser --cache, 20 files changed', 1.5, 3),
  faster('ours --changed, 20 files changed', 'ESLint + typescript-eslint', 4, 8),
  faster('ours --changed, 20 files changed', 'knip', 1.5, 2.5),
  faster('ours --changed, 20 files changed', 'plain ts-morph', 1, 1),
  share('peak', 'ours cold', 'ESLint + typescript-eslint', 1 / 3, 1 / 4),
  share('peak', 'ours cold', 'dependency-cruiser', 1 / 3, 1 / 5),
  share('wall', 'ours cold', 'floor', 8, 4),
  share('wall', 'ours warm', 'floor', 8, 1.2),
];
