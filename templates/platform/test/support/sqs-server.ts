import { startFauxqs } from 'fauxqs';

/** What speaks the protocols of SQS and SNS for tests: the server at SQS_URL (`sqs://key:secret@host:port`), or fauxqs. */
export interface SqsServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startSqs(port = 0): Promise<SqsServer> {
  const given = process.env['SQS_URL'];
  if (given !== undefined && port === 0) return { url: given, stop: async () => {} };
  const server = await startFauxqs({ port, host: '127.0.0.1', logger: false });
  return { url: `sqs://local:local@127.0.0.1:${server.port}`, stop: () => server.stop() };
}
