/** DNS messages as a resolver builds them, and as badly as anybody could: RFC 1035, section 4. */

/** A name in labels, or octets as they stand, such as a pointer. */
type Name = string | readonly number[];

export interface DnsRecord {
  readonly name?: Name;
  readonly type?: number;
  readonly class?: number;
  /** The character strings of a TXT record; `data` in its place. */
  readonly strings?: readonly string[];
  readonly data?: readonly number[];
  /** The length that is stated, where that is not the data's own. */
  readonly length?: number;
}

export interface DnsAnswer {
  readonly id?: number;
  readonly flags?: number;
  readonly questions?: number;
  readonly question?: Name;
  readonly type?: number;
  readonly answers?: readonly DnsRecord[];
  readonly count?: number;
  /** What follows. */
  readonly rest?: readonly number[];
}

export const TXT = 16;
export const CNAME = 5;
/** An answer, recursion desired and available, no error. */
export const ANSWER_FLAGS = 0x8180;
/** Points to the name of the question. */
export const QUESTION_POINTER = [0xc0, 12];

const short = (value: number) => [(value >> 8) & 0xff, value & 0xff];

export function nameOctets(name: Name): number[] {
  if (typeof name !== 'string') return [...name];
  return [...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label, 'latin1')]), 0];
}

/** Builds an answer to the question for the TXT records of a name. */
export function buildDnsAnswer(name: string, changes: DnsAnswer = {}): Uint8Array<ArrayBuffer> {
  const { answers = [] } = changes;
  return Uint8Array.from([
    ...short(changes.id ?? 0),
    ...short(changes.flags ?? ANSWER_FLAGS),
    ...short(changes.questions ?? 1),
    ...short(changes.count ?? answers.length),
    ...short(0),
    ...short(0),
    ...nameOctets(changes.question ?? name),
    ...short(changes.type ?? TXT),
    ...short(1),
    ...answers.flatMap(recordOctets),
    ...(changes.rest ?? []),
  ]);
}

function recordOctets(record: DnsRecord): number[] {
  const { name = QUESTION_POINTER, type = TXT, strings = [] } = record;
  const data = record.data ?? strings.flatMap((text) => [text.length, ...Buffer.from(text, 'latin1')]);
  const length = record.length ?? data.length;
  return [
    ...nameOctets(name),
    ...short(type),
    ...short(record.class ?? 1),
    0,
    0,
    0,
    60,
    ...short(length),
    ...data,
  ];
}

/** Reads the name that a question asks for. */
export function readDnsQuestion(octets: Uint8Array): string {
  const labels: string[] = [];
  for (let at = 12; octets[at] !== 0 && at < octets.length; at += 1 + (octets[at] ?? 0)) {
    labels.push(Buffer.from(octets.subarray(at + 1, at + 1 + (octets[at] ?? 0))).toString('latin1'));
  }
  return labels.join('.');
}
