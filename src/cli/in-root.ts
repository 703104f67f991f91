/** A command with the folder that it is about, ready to be typed. */
export function inRoot(command: string, root: string): string {
  return root === '.' ? command : `${command} ${root}`;
}
