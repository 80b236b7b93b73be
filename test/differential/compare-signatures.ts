/** Shows signed documents made at random to the three verifiers, and looks for a reason wherever they disagree. */
import { makeDonors } from '../../scripts/fuzz/bases.ts';
import { Random } from '../support/random.ts';
import { DISAGREEMENTS, type Disagreement, type Opinions } from './disagreements.ts';
import { type SignedDocument, signedDocument } from './signed-document.ts';
import { verifyWithOurs, verifyWithXmldsigjs, verifyWithXmlsec1 } from './verifiers.ts';

export interface Comparison {
  readonly documents: number;
  /** All three say that the signature holds. */
  readonly accepted: number;
  /** None of them does. */
  readonly refused: number;
  readonly explained: ReadonlyMap<Disagreement, number>;
  /** A sentence each, with the seed. */
  readonly unexplained: readonly string[];
}

/** How many documents one process of xmlsec1 may be asked about. */
const BATCH = 500;

/** Compares the documents of `count` seeds from `firstSeed` on. */
export async function compareSignatures(
  firstSeed: number,
  count: number,
  tell: (done: number) => void = () => {},
): Promise<Comparison> {
  const donors = await makeDonors();
  const explained = new Map<Disagreement, number>();
  const unexplained: string[] = [];
  let [accepted, refused] = [0, 0];
  for (let start = 0; start < count; start += BATCH) {
    const documents: SignedDocument[] = [];
    for (let seed = firstSeed + start; seed < firstSeed + Math.min(count, start + BATCH); seed++) {
      documents.push(await signedDocument(new Random(seed), donors));
    }
    for (const [index, opinions] of (await opinionsOn(documents)).entries()) {
      const disagreements = disagreementsIn(documents[index] as SignedDocument, opinions);
      if (disagreements.length === 0) opinions.ours === 'holds' ? accepted++ : refused++;
      for (const reason of disagreements) {
        if (reason === null)
          unexplained.push(`seed ${firstSeed + start + index}: ${JSON.stringify(opinions)}`);
        else explained.set(reason, (explained.get(reason) ?? 0) + 1);
      }
    }
    tell(Math.min(count, start + BATCH));
  }
  return { documents: count, accepted, refused, explained, unexplained };
}

async function opinionsOn(documents: readonly SignedDocument[]): Promise<Opinions[]> {
  const byXmlsec1 = verifyWithXmlsec1(documents);
  const opinions: Opinions[] = [];
  for (const [index, document] of documents.entries()) {
    opinions.push({
      ours: (await verifyWithOurs(document)) ?? 'no Signature',
      xmlsec1: byXmlsec1[index] as boolean,
      xmldsigjs: await verifyWithXmldsigjs(document),
    });
  }
  return opinions;
}

/** The reason of each disagreement with ours; null where there is none. */
function disagreementsIn({ octets }: SignedDocument, opinions: Opinions): (Disagreement | null)[] {
  const text = new TextDecoder().decode(octets);
  const weAccept = opinions.ours === 'holds';
  return (['xmlsec1', 'xmldsigjs'] as const)
    .filter((other) => opinions[other] !== weAccept)
    .map(
      (other) =>
        DISAGREEMENTS.find(
          (each) =>
            each.between === `ours and ${other}` &&
            each.weAccept === weAccept &&
            each.explains(text, opinions),
        ) ?? null,
    );
}
