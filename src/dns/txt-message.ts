/**
 * DNS messages, as far as asking for TXT records takes them: RFC 1035, section 4, with the ID 0 of RFC 8484, section 4.1. An
 * answer comes from the resolver that the settings name, and says what anybody put into the DNS: every length is checked,
 * pointers lead back only, and only records of the very name that was asked for count. An alias is not followed: whoever
 * an old wildcard leads to shall prove nothing. Pure.
 */
import { type Facts, failure, type Result, success } from '../result.ts';

export type DnsFailure = Facts<'dns_answer_malformed' | 'dns_answer_truncated' | 'dns_answer_failed'>;

const TXT = 16;
const INTERNET = 1;
const RECURSION_DESIRED = 0x0100;
const NO_ERROR = 0;
const NAME_ERROR = 3;
const MAX_NAME_OCTETS = 255;
/** Of a name: two octets each, and the end. */
const MAX_LABELS = 127;
const TTL_OCTETS = 4;

/** Builds the question for the TXT records of a canonical hostname, which may have labels that begin with an underscore. */
export function buildTxtQuery(name: string): Uint8Array<ArrayBuffer> {
  const labels = name.split('.').map((label) => new TextEncoder().encode(label));
  const octets = [...labels.flatMap((label) => [label.length, ...label]), 0];
  if (labels.some(({ length }) => length < 1 || length > 63) || octets.length > MAX_NAME_OCTETS) {
    throw new Error('the name has labels of 1 to 63 octets, and 255 in all');
  }
  const header = [0, RECURSION_DESIRED, 1, 0, 0, 0];
  return Uint8Array.from([...toOctets(header), ...octets, ...toOctets([TXT, INTERNET])]);
}

/** Reads the TXT records of the name that was asked for, each as one text; none where the name does not exist. */
export function readTxtAnswer(octets: Uint8Array, name: string): Result<readonly string[], DnsFailure> {
  const reader = new Reader(octets);
  try {
    const [id, flags, questions, answers] = [reader.short(), reader.short(), reader.short(), reader.short()];
    // How many records there are in the other sections, which are not read.
    reader.octets(4);
    const isAnswer = id === 0 && (flags & 0xf800) === 0x8000 && questions === 1;
    if (!isAnswer || !isAbout(reader, name)) return malformed('the answer to what was asked');
    if ((flags & 0x0200) !== 0) return failure('dns_answer_truncated', 'a whole answer', 'a part of it');
    const code = flags & 0xf;
    if (code === NAME_ERROR) return success([]);
    if (code !== NO_ERROR) return failure('dns_answer_failed', 'RCODE 0 or 3', `${code}`);
    return success(Array.from({ length: answers }, () => readRecord(reader, name)).flat());
  } catch (error) {
    if (error instanceof RangeError) return malformed(error.message);
    throw error;
  }
}

/** Reads name, type and class, as questions and records begin, and says whether they are those of the question. */
function isAbout(reader: Reader, name: string): boolean {
  const received = [reader.name(), reader.short(), reader.short()];
  return received[0] === name && received[1] === TXT && received[2] === INTERNET;
}

/** The text of a record, if it is one that was asked for; none for aliases, signatures and other names. */
function readRecord(reader: Reader, name: string): readonly string[] {
  const isWanted = isAbout(reader, name);
  reader.octets(TTL_OCTETS);
  const data = new Reader(reader.octets(reader.short()));
  if (!isWanted) return [];
  let text = '';
  while (!data.isAtEnd()) text += String.fromCharCode(...data.octets(data.octet()));
  return [text];
}

function malformed(expected: string) {
  return failure('dns_answer_malformed', expected, 'something else');
}

function toOctets(shorts: readonly number[]): number[] {
  return shorts.flatMap((short) => [short >> 8, short & 0xff]);
}

/** Reads on and on; a RangeError says what should have been there. */
class Reader {
  readonly #message: Uint8Array;
  #position = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  isAtEnd(): boolean {
    return this.#position >= this.#message.length;
  }

  octet(): number {
    return this.#octetAt(this.#position++);
  }

  short(): number {
    return this.octet() * 256 + this.octet();
  }

  octets(count: number): Uint8Array {
    const end = this.#position + count;
    if (end > this.#message.length) throw new RangeError('a message that ends where it says');
    const octets = this.#message.subarray(this.#position, end);
    this.#position = end;
    return octets;
  }

  /** A name in lower case, RFC 1035, section 4.1.4. A label that a hostname cannot have makes it none of ours. */
  name(): string {
    const labels: string[] = [];
    let at = this.#position;
    let isBehindPointer = false;
    let pointers = 0;
    for (let left = MAX_NAME_OCTETS; ; ) {
      const length = this.#octetAt(at);
      if (length >= 0xc0) {
        const target = (length & 0x3f) * 256 + this.#octetAt(at + 1);
        if (!isBehindPointer) this.#position = at + 2;
        // Each leads further back than the last, so that none goes round in a circle.
        if (target >= at) throw new RangeError('a pointer that leads back');
        if (++pointers > MAX_LABELS) throw new RangeError('a pointer for each label at most');
        isBehindPointer = true;
        at = target;
        continue;
      }
      left -= length + 1;
      if (length > 63 || left < 0) throw new RangeError('labels of 63 octets and names of 255 at most');
      at += length + 1;
      if (length === 0) break;
      if (at > this.#message.length) throw new RangeError('a message that ends where it says');
      const label = String.fromCharCode(...this.#message.subarray(at - length, at)).toLowerCase();
      labels.push(label.replaceAll('.', '\\.'));
    }
    if (!isBehindPointer) this.#position = at;
    return labels.join('.');
  }

  #octetAt(position: number): number {
    const octet = this.#message[position];
    if (octet === undefined) throw new RangeError('a message that ends where it says');
    return octet;
  }
}
