import os from 'node:os';

/** The machine, for a page that compares runs: no names and no dates. */
export function describeMachine() {
  const [{ model }] = os.cpus();
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} cores (${model.trim()}), ${gigabytes} GB, ${os.type()}, Node ${process.version}`;
}
