import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate for 127.0.0.1 that signs itself, for an hour. */
export interface SelfSigned {
  readonly key: string;
  readonly certificate: string;
  /** The certificate as a file, to be trusted. */
  readonly file: string;
  remove(): Promise<void>;
}

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

/** Makes one: the few parts of X.509 that a client looks at. */
export async function selfSigned(): Promise<SelfSigned> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('stand-in')))));
  const now = Date.now();
  const extensions = sequence(
    sequence(oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
    sequence(oid('551d11'), der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1]))))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...createHash('sha256').update(String(now)).digest().subarray(0, 8)])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(now - 3_600_000), time(now + 3_600_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]);
  const bytes = sequence(body, ECDSA_WITH_SHA256, der(0x03, signature)).toString('base64');
  const certificate = `-----BEGIN CERTIFICATE-----\n${bytes.replaceAll(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`;
  const directory = await mkdtemp(join(tmpdir(), 'throughline-certificate-'));
  const file = join(directory, 'ca.pem');
  await writeFile(file, certificate);
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificate,
    file,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/gu, '');
  return der(0x17, Buffer.from(digits.slice(2)));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
