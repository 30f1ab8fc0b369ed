import { createHash } from 'node:crypto';

/** Picket's own namespace for rules made from Sigma; never to be changed, or every rule would get another id. */
const namespace = '3f7d0d58-6c1c-5e0a-9a61-0b5d9c7c2f44';

/** A name-based UUID (RFC 9562, version 5): equal names give equal ids. */
export const nameBasedId = (name: string): string => {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.subarray(0, 16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
