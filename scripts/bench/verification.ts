/** Ours beside the floor and the peers, one document after the other. */
import { type Contender, type Pace, race, type Timing } from './measure.ts';
import { nodeSaml } from './node-saml.ts';
import { floor, ours } from './ours.ts';
import { samlifyPeer, xmldsigjs } from './peers.ts';
import { type BenchResponse, makeResponse, type Shape, type Signatures, TRUST } from './responses.ts';
import { hasXmlsec1, xmlsec1 } from './xmlsec1.ts';

export interface VerificationCase {
  readonly name: string;
  readonly bytes: number;
  readonly shape: Shape;
  readonly signatures: Signatures;
  readonly ours: Timing;
  readonly floor: Timing;
  readonly peers: ReadonlyMap<string, Timing>;
}

export interface Selection {
  readonly documents: readonly (readonly [Shape, Signatures, bytes: number])[];
  /** Documents larger than this meet node-saml and xmlsec1 only: the others are as slow as node-saml. */
  readonly allPeersUpToBytes: number;
  /** Documents larger than this meet xmlsec1 only. */
  readonly nodeSamlUpToBytes: number;
  /** No document is begun after so long. */
  readonly maxMs: number;
  readonly pace: Pace;
}

/** The first document finds all contenders' code cold: by the second one it has been compiled. */
const COLD_WARM_UPS = 2;

/** Measures each document of the selection and tells of it before. */
export async function measureVerification(
  { documents, allPeersUpToBytes, nodeSamlUpToBytes, maxMs, pace }: Selection,
  tell: (what: string) => void,
): Promise<readonly VerificationCase[]> {
  const withXmlsec1 = hasXmlsec1();
  const cases: VerificationCase[] = [];
  const end = performance.now() + maxMs;
  for (const [shape, signatures, bytes] of documents) {
    if (performance.now() > end) break;
    const response = await makeResponse(shape, signatures, bytes);
    tell(response.name);
    const warmUpMs = pace.warmUpMs * (cases.length === 0 ? COLD_WARM_UPS : 1);
    const native = withXmlsec1 && shape !== 'encrypted' ? xmlsec1(response) : null;
    const peers = [
      ...(bytes <= nodeSamlUpToBytes ? [nodeSaml(response, TRUST)] : []),
      ...(bytes <= allPeersUpToBytes && shape !== 'encrypted'
        ? [samlifyPeer(response, TRUST), await xmldsigjs(response, TRUST)]
        : []),
    ];
    try {
      cases.push(await measureOne(response, { peers, native }, { ...pace, warmUpMs }));
    } finally {
      native?.end();
    }
  }
  return cases;
}

/** What a peer leaves of a large document in the heap of this process would slow everybody down who is in it with them. */
const LEAVES_LITTLE_BYTES = 100_000;

interface Others {
  /** In this process. */
  readonly peers: readonly Contender[];
  /** In one of its own. */
  readonly native: Contender | null;
}

async function measureOne(
  response: BenchResponse,
  { peers, native }: Others,
  pace: Pace,
): Promise<VerificationCase> {
  const patient = peers.map((peer) => ({ ...peer, onceIfSlow: true }));
  const alone = [
    ours(response, TRUST),
    await floor(response, TRUST),
    ...(native === null ? [] : [{ ...native, onceIfSlow: true }]),
  ];
  const heats = response.bytes <= LEAVES_LITTLE_BYTES ? [[...alone, ...patient]] : [alone, patient];
  const timings = new Map<string, Timing>();
  for (const heat of heats) for (const [name, timing] of await race(heat, pace)) timings.set(name, timing);
  const { name, bytes, shape, signatures } = response;
  const others = native === null ? peers : [...peers, native];
  return {
    name,
    bytes,
    shape,
    signatures,
    ours: timings.get('ours') as Timing,
    floor: timings.get('floor') as Timing,
    peers: new Map(others.map((peer) => [peer.name, timings.get(peer.name) as Timing])),
  };
}
