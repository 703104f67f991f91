import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { describe } from 'vitest';

/** A Kafka broker for tests: the one at KAFKA_URL, or the mock in librdkafka, which the program kcat brings. */
export interface KafkaServer {
  readonly url: string;
  stop(): void;
}

const given = process.env['KAFKA_URL'];
const found = given !== undefined || spawnSync('kcat', ['-V']).status === 0;

/** `describe` for tests that need Kafka; skipped without it, also where other servers are required. */
export const describeKafka = found ? describe : describe.skip;
if (!found) console.warn('Neither KAFKA_URL nor the program kcat is here: the tests of the bus on Kafka are skipped');

export async function startKafka(): Promise<KafkaServer> {
  if (given !== undefined) return { url: given, stop: () => {} };
  const options = ['-b', '127.0.0.1:1', '-X', 'test.mock.num.brokers=1', '-d', 'mock'];
  const child = spawn('kcat', ['-C', '-t', 'nothing', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  return { url: `kafka://${await address(child)}`, stop: () => void child.kill() };
}

async function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      // It goes on talking, and would stop at a full pipe.
      if (said.length < 10_000) said += chunk.toString();
      const [, hosts] = /bootstrap\.servers=([\d.:,]+)/.exec(said) ?? [];
      if (hosts !== undefined) resolve(hosts);
    });
    child.once('exit', () => reject(new Error(`kcat ended: ${said}`)));
  });
}
