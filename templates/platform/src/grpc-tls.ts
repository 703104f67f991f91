import { readFileSync } from 'node:fs';
import { credentials, ServerCredentials, type ChannelCredentials } from '@grpc/grpc-js';
import { z } from 'zod';

/** A file with certificates or a key in PEM; one that cannot be read is a mistake of the configuration. */
export const pemFile = z.string().transform((path, context): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    });
    return z.NEVER;
  }
});

/** What a service shows to those whom it answers and calls; both or none. */
interface OwnCertificate {
  readonly GRPC_TLS_CERT?: Buffer | undefined;
  readonly GRPC_TLS_KEY?: Buffer | undefined;
}

export interface ServerTls extends OwnCertificate {
  /** Of the certificates that callers have to show; without it everybody may call. */
  readonly GRPC_TLS_CLIENT_CA?: Buffer | undefined;
}

export interface ClientTls extends OwnCertificate {
  /** Of the certificates of those who are called; without it calls are not encrypted. */
  readonly GRPC_TLS_CA?: Buffer | undefined;
}

/** A certificate without its key would be plain text, and so would a demand for the certificates of callers without both. */
export function isWholeTls({ GRPC_TLS_CERT, GRPC_TLS_KEY, GRPC_TLS_CLIENT_CA }: ServerTls): boolean {
  if ((GRPC_TLS_CERT === undefined) !== (GRPC_TLS_KEY === undefined)) return false;
  return GRPC_TLS_CLIENT_CA === undefined || GRPC_TLS_CERT !== undefined;
}

/** What is told when it is not. */
export const TLS_IN_PARTS = {
  path: ['GRPC_TLS_CERT'],
  error: 'GRPC_TLS_CERT and GRPC_TLS_KEY go together, and GRPC_TLS_CLIENT_CA needs both',
};

/** TLS when there is a certificate, and plain text without. */
export function serverCredentials({ GRPC_TLS_CERT, GRPC_TLS_KEY, GRPC_TLS_CLIENT_CA }: ServerTls): ServerCredentials {
  if (GRPC_TLS_CERT === undefined || GRPC_TLS_KEY === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: GRPC_TLS_CERT, private_key: GRPC_TLS_KEY };
  return ServerCredentials.createSsl(GRPC_TLS_CLIENT_CA ?? null, [pair], GRPC_TLS_CLIENT_CA !== undefined);
}

/** TLS when there is a CA that servers are checked by, showing the own certificate, if any; plain text without. */
export function clientCredentials({ GRPC_TLS_CA, GRPC_TLS_CERT, GRPC_TLS_KEY }: ClientTls): ChannelCredentials {
  if (GRPC_TLS_CA === undefined) return credentials.createInsecure();
  return credentials.createSsl(GRPC_TLS_CA, GRPC_TLS_KEY ?? null, GRPC_TLS_CERT ?? null);
}
