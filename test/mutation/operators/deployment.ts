/** The name of what a place in a deployment file is about: a compose service, a Deployment, the folder of a `.env` file. */
export function deployedAt(file: string, text: string, position: number): string {
  if (file.endsWith('.env')) return file.split('/').at(-2) ?? '';
  const above = text.slice(0, position);
  const deployment = [...above.matchAll(/kind: Deployment\nmetadata: \{ name: ([\w-]+)/g)].at(-1)?.[1];
  return deployment ?? [...above.matchAll(/^ {2}([\w-]+):/gm)].at(-1)?.[1] ?? '';
}
