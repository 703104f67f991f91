import semver from 'semver';

/**
 * What is wrong with a tree of packages for a release of Node.js, a sentence each: versions.json names another version, or a
 * package does not run on every Node.js that the generated package.json promises (`engines`).
 */
export function flawsOfTree(tree, { node, packages }, engines) {
  const flaws = [];
  for (const [name, version] of Object.entries(packages)) {
    const locked = tree.get(`node_modules/${name}`)?.version;
    if (locked !== version)
      flaws.push(`Node.js ${node}: versions.json names ${name} ${version}, locks.json ${locked ?? 'lacks it'}`);
  }
  for (const [location, { version, engines: wanted }] of tree) {
    const range = wanted?.node;
    if (range === undefined || semver.subset(engines, range)) continue;
    const name = location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);
    flaws.push(`Node.js ${node}: ${name} ${version} wants Node.js ${range}, and ${engines} is promised`);
  }
  return flaws;
}
