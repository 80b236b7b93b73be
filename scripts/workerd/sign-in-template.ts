/**
 * Signed Responses by the thousand: one is made and signed by xmldsigjs, and for each sign-in its IDs are replaced, its digest
 * and its signature made again by node:crypto. That costs a millisecond, so that whoever makes the load is not the load.
 */
import { createHash, sign } from 'node:crypto';
import { childElements } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { canonicalText } from '../../test/support/canonical-text.ts';
import { rootOf } from '../../test/support/read-xml.ts';
import { type Occasion, PARTIES } from '../bench/parties.ts';
import { IDP_KEY, makeResponse } from '../bench/responses.ts';
import type { SigningKey } from '../x509/signing-key.ts';

const RESPONSE_BYTES = 6_000;
const PLACES: Occasion = { requestId: '_the-request', assertionId: '_the-assertion' };
const EXCLUSIVE = { form: 'exclusive-1.0', withComments: false, inclusivePrefixes: [] } as const;

/** Makes the SAMLResponse of an occasion, shaped as Entra ID's: its Assertion is signed. */
export type SignInTemplate = (occasion: Occasion) => string;

/** Makes the template; `key` signs what is made of it, with the certificate of IDP_KEY beside it, which nobody is to believe. */
export async function makeSignInTemplate(key: SigningKey = IDP_KEY): Promise<SignInTemplate> {
  const { xml } = await makeResponse('entra', 'one', RESPONSE_BYTES, PARTIES, PLACES);
  const assertion = child(rootOf(xml), 'Assertion');
  const signature = child(assertion, 'Signature');
  const signed = canonical(assertion, signature);
  const signedInfo = canonical(child(signature, 'SignedInfo'));
  const digest = digestOf(signed);
  if (!signedInfo.includes(digest)) throw new Error('xmldsigjs digested something else');
  return (occasion) => {
    const place = (text: string) =>
      text
        .replaceAll(PLACES.requestId, occasion.requestId)
        .replaceAll(PLACES.assertionId, occasion.assertionId);
    const placeDigest = (text: string) => place(text).replace(digest, digestOf(place(signed)));
    const value = sign('sha256', Buffer.from(placeDigest(signedInfo)), key.privateKey).toString('base64');
    const answer = placeDigest(xml).replace(/(SignatureValue>)[^<]*/, (_, tag) => tag + value);
    return Buffer.from(answer).toString('base64');
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function child(parent: XmlElement, localName: string): XmlElement {
  const found = childElements(parent).find((element) => element.localName === localName);
  if (found === undefined) throw new Error(`there is no ${localName} in ${parent.localName}`);
  return found;
}

function canonical(apex: XmlElement, omitted: XmlElement | null = null): string {
  const text = canonicalText(apex, EXCLUSIVE, omitted);
  if (text === null) throw new Error('it has no canonical form');
  return text;
}
