import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Config } from '../src/config.ts';

/** Stands in for who signs tokens: publishes its key, and signs what it is asked to. */
export class Issuer {
  private readonly keys = generateKeyPair('ES256');
  private readonly server = createServer((_request, response) => {
    void this.keys
      .then(({ publicKey }) => exportJWK(publicKey))
      .then((key) => response.end(JSON.stringify({ keys: [{ ...key, kid: 'test', alg: 'ES256' }] })));
  });

  /** Listens on a free port; resolves with the URL of its keys. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** The header of a user with these scopes, separated by blanks. */
  async bearer(config: Config, scope: string): Promise<{ authorization: string }> {
    const token = await new SignJWT({ scope, sub: 'test' })
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setIssuer(config.AUTH_ISSUER)
      .setAudience(config.AUTH_AUDIENCE)
      .setExpirationTime('5m')
      .sign((await this.keys).privateKey);
    return { authorization: `Bearer ${token}` };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
