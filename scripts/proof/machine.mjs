import os from 'node:os';

/** The machine, for a page that compares runs: no names and no dates. The load is that of the last minute: other work beside the run. */
export function describeMachine() {
  const [{ model }] = os.cpus();
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  const load = os.loadavg()[0].toFixed(1);
  return `${os.cpus().length} cores (${model.trim()}), load ${load}, ${gigabytes} GB, ${os.type()}, Node ${process.version}`;
}
