/**
 * Just enough of a DER writer (ITU-T X.690, section 10) for a self-signed certificate. No I/O.
 */
const TAG = {
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Encodes a SEQUENCE of parts that are encoded already. */
export function derSequence(...parts: Uint8Array[]): Uint8Array {
  return encode(TAG.sequence, Buffer.concat(parts));
}

/** Encodes a SET of one part; several would have to be sorted. */
export function derSet(part: Uint8Array): Uint8Array {
  return encode(TAG.set, part);
}

/** Encodes a non-negative INTEGER given as big-endian octets. */
export function derInteger(octets: Uint8Array): Uint8Array {
  const start = octets.findIndex((octet) => octet !== 0);
  const minimal = start === -1 ? Uint8Array.of(0) : octets.subarray(start);
  const negative = (minimal[0] ?? 0) >= 0x80;
  return encode(TAG.integer, negative ? Buffer.concat([Uint8Array.of(0), minimal]) : minimal);
}

/** Encodes a BIT STRING of whole octets. */
export function derBitString(octets: Uint8Array): Uint8Array {
  return encode(TAG.bitString, Buffer.concat([Uint8Array.of(0), octets]));
}

export function derNull(): Uint8Array {
  return encode(TAG.null, new Uint8Array());
}

/** Encodes an OBJECT IDENTIFIER given in dotted notation. */
export function derObjectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(TAG.objectIdentifier, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

export function derUtf8String(text: string): Uint8Array {
  return encode(TAG.utf8String, Buffer.from(text, 'utf8'));
}

/** Encodes an instant between 1950 and 2049, with whole seconds. */
export function derUtcTime(instant: Date): Uint8Array {
  const digits = instant.toISOString().replace(/\D/g, '').slice(2, 14);
  return encode(TAG.utcTime, Buffer.from(`${digits}Z`, 'ascii'));
}

function base128(component: number): number[] {
  const groups = [component & 0x7f];
  for (let rest = component >>> 7; rest > 0; rest >>>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return groups;
}

function encode(tag: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(tag, ...encodeLength(content.length)), content]);
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}
