/** What is looked at of a package in a tree. */
interface Locked {
  readonly version: string;
  readonly engines?: Readonly<Record<string, string>>;
}
export function flawsOfTree(
  tree: ReadonlyMap<string, Locked>,
  versions: { readonly node: number; readonly packages: Readonly<Record<string, string>> },
  engines: string,
): string[];
