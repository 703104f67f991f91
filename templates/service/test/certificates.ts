import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** Signs certificates for tests, which are good for an hour: X.509 v3 (RFC 5280) with keys on P-256. */
export class CertificateAuthority {
  /** Its own certificate, in PEM. */
  readonly cert: Buffer;
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor() {
    const isAuthority = extension('551d13', sequence(tlv(0x01, Buffer.of(0xff))));
    this.cert = this.sign('test authority', this.keys.publicKey, isAuthority);
  }

  /** A certificate for whoever answers at 127.0.0.1, or calls from there, and its key; both in PEM. */
  issue(name: string): { cert: Buffer; key: Buffer } {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const isLocal = extension('551d11', sequence(tlv(0x87, Buffer.of(127, 0, 0, 1))));
    const key = Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return { cert: this.sign(name, publicKey, isLocal), key };
  }

  private sign(name: string, key: KeyObject, extensions: Buffer): Buffer {
    const algorithm = sequence(oid('2a8648ce3d040302'));
    const begins = Date.now() - 60_000;
    const body = sequence(
      tlv(0xa0, tlv(0x02, Buffer.of(2))),
      tlv(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
      algorithm,
      nameOf('test authority'),
      sequence(time(begins), time(begins + 3_660_000)),
      nameOf(name),
      key.export({ type: 'spki', format: 'der' }),
      tlv(0xa3, sequence(extensions)),
    );
    const signature = sign('sha256', body, this.keys.privateKey);
    const bits = tlv(0x03, Buffer.concat([Buffer.of(0), signature]));
    const text = sequence(body, algorithm, bits).toString('base64');
    return Buffer.from(`-----BEGIN CERTIFICATE-----\n${text.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`);
  }
}

/** A value of DER: what it is, how long, and what it holds. */
function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function nameOf(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(commonName)))));
}

function time(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replace(/[-:T]|\.\d+/g, '');
  return tlv(0x17, Buffer.from(digits.slice(2)));
}

function extension(hex: string, value: Buffer): Buffer {
  return sequence(oid(hex), tlv(0x04, value));
}
