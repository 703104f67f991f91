import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CertificateAuthority } from '../../service/test/certificates.ts';
import { createGrpcServer, listenGrpc } from '../src/grpc-server.ts';
import { clientCredentials, isWholeTls, pemFile, type ClientTls, type ServerTls } from '../src/grpc-tls.ts';
import { Health } from '../src/health.ts';

const authority = new CertificateAuthority();
const own = authority.issue('stock');
const served: ServerTls = { GRPC_TLS_CERT: own.cert, GRPC_TLS_KEY: own.key };
const callers: ClientTls = { GRPC_TLS_CA: authority.cert };
const shown: ClientTls = { ...callers, GRPC_TLS_CERT: own.cert, GRPC_TLS_KEY: own.key };
const stranger = new CertificateAuthority().issue('stranger');

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Whether a call is answered. */
async function isAnswered(server: ServerTls, client: ClientTls): Promise<boolean> {
  const grpc = createGrpcServer(new Health());
  const port = await listenGrpc(grpc, { host: '127.0.0.1', port: 0, tls: server });
  const stub = new Client(`127.0.0.1:${port}`, clientCredentials(client));
  cleanups.push(
    () => grpc.forceShutdown(),
    () => stub.close(),
  );
  const path = '/grpc.health.v1.Health/Check';
  const bytes = (value: Buffer): Buffer => value;
  return new Promise((resolve) =>
    stub.makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), { deadline: Date.now() + 5_000 }, (error) =>
      resolve(error === null),
    ),
  );
}

describe('gRPC', () => {
  it.each([
    ['plain text on both sides', {}, {}, true],
    ['TLS with the authority of the server', served, callers, true],
    ['a client in plain text, where the server has a certificate', served, {}, false],
    ['a server in plain text, where the client has an authority', {}, callers, false],
    [
      'a certificate of another authority',
      { GRPC_TLS_CERT: stranger.cert, GRPC_TLS_KEY: stranger.key },
      callers,
      false,
    ],
    ['both showing theirs', { ...served, GRPC_TLS_CLIENT_CA: authority.cert }, shown, true],
    ['a caller that shows none, and has to', { ...served, GRPC_TLS_CLIENT_CA: authority.cert }, callers, false],
    [
      'a caller that shows that of another authority',
      { ...served, GRPC_TLS_CLIENT_CA: authority.cert },
      { ...callers, GRPC_TLS_CERT: stranger.cert, GRPC_TLS_KEY: stranger.key },
      false,
    ],
  ])('%s', async (_, server, client, answered) => {
    expect(await isAnswered(server, client)).toBe(answered);
  });
});

describe('its configuration', () => {
  it('is files that can be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'grpc-tls-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'tls.crt');
    writeFileSync(file, own.cert);
    const schema = z.object({ GRPC_TLS_CERT: pemFile.optional() });
    expect(schema.parse({ GRPC_TLS_CERT: file })).toEqual({ GRPC_TLS_CERT: own.cert });
    expect(schema.parse({})).toEqual({});
    const { error } = schema.safeParse({ GRPC_TLS_CERT: join(folder, 'missing.crt') });
    expect(error?.issues).toMatchObject([
      { path: ['GRPC_TLS_CERT'], message: expect.stringMatching(/^cannot be read: .*missing\.crt/) },
    ]);
  });

  it('is whole: no certificate without its key, and no demand for certificates without one', () => {
    expect([isWholeTls({}), isWholeTls(served), isWholeTls({ ...served, GRPC_TLS_CLIENT_CA: own.cert })]).toEqual([
      true,
      true,
      true,
    ]);
    expect(isWholeTls({ GRPC_TLS_CERT: own.cert })).toBe(false);
    expect(isWholeTls({ GRPC_TLS_KEY: own.key })).toBe(false);
    expect(isWholeTls({ GRPC_TLS_CLIENT_CA: own.cert })).toBe(false);
  });
});
