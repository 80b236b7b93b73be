/**
 * The form for an identity provider as somebody filled it in, made safe to show again and to read: private keys are taken out
 * before anything else looks at it, files become the text or the certificates that they hold. Its input is an
 * administrator's, and can be anything. Pure.
 */
import { encodeBase64 } from '../../base64.ts';
import { refuseLookAlike } from '../../saml/metadata-look-alikes.ts';
import { readCertificate } from '../../x509/certificate.ts';
import { holdsPrivateKey } from '../../x509/private-key.ts';
import type { Form } from '../console/form.ts';
import type { FieldValues } from '../console/tenants/field-values.ts';
import { readCertificates, readSource } from '../console/tenants/identity-provider-form.ts';
import type { WrongInput } from './wrong-input.ts';

/** The fields that go through from the first form to the last. */
export const KEPT_FIELDS = [
  'vendor',
  'connection',
  'source',
  'metadataUrl',
  'metadata',
  'metadataSigningCertificates',
  'metadataMaxValidityDays',
  'metadataEntityId',
  'entityId',
  'signInUrl',
  'signInBinding',
  'logoutUrl',
  'wantAuthnRequestsSigned',
  'certificates',
  'takeExpired',
] as const;

export interface Entered {
  /** Without private keys; what was in files is in the fields for text. */
  readonly values: FieldValues;
  /** What is wrong at first sight, by field. */
  readonly wrong: ReadonlyMap<string, WrongInput>;
}

/** White space that a copied value brings along, and the characters that nobody sees at all. */
const SPACES = /[\s\u200b-\u200d\u2060]+/g;
const DER_SEQUENCE = 0x30;
const OPENID_CONFIGURATION = /\/\.well-known\/openid-configuration$/;

/** Reads the form. `ownEntityId` is the service provider's, at which its metadata is. */
export function readEntered(form: Form, ownEntityId: string): Entered {
  const wrong = new Map<string, WrongInput>();
  const values = new Map<string, string>(KEPT_FIELDS.map((name) => [name, form.text(name)]));
  const read: FieldValues = (name) => values.get(name) ?? '';
  for (const [name, text] of values) {
    if (!holdsPrivateKey(text)) continue;
    values.set(name, '');
    wrong.set(name, { code: 'private_key_given' });
  }
  for (const name of ['metadataFile', 'certificateFile']) {
    if (form.files(name).some(holdsPrivateKey)) wrong.set(name, { code: 'private_key_given' });
  }
  if (wrong.size > 0) return { values: read, wrong };

  switch (readSource(read)) {
    case 'url':
      readAddress(values, wrong, ownEntityId);
      break;
    case 'file':
      readMetadataFile(form.files('metadataFile'), values, wrong);
      break;
    case 'hand':
      readByHand(form.files('certificateFile'), values, wrong);
      break;
    case 'paste':
      noteLookAlike('metadata', new TextEncoder().encode(read('metadata')), wrong);
  }
  return { values: read, wrong };
}

type Values = Map<string, string>;
type Wrong = Map<string, WrongInput>;

function readAddress(values: Values, wrong: Wrong, ownEntityId: string): void {
  const address = (values.get('metadataUrl') ?? '').trim();
  if (address.startsWith('<')) wrong.set('metadataUrl', { code: 'address_is_metadata' });
  else if (address === ownEntityId) wrong.set('metadataUrl', { code: 'metadata_is_service_provider' });
  else if (OPENID_CONFIGURATION.test(address)) wrong.set('metadataUrl', { code: 'metadata_is_json' });
}

/** No browser fills a file in again: its text goes on as if it had been pasted. */
function readMetadataFile([octets = new Uint8Array()]: readonly Uint8Array[], values: Values, wrong: Wrong) {
  if (noteLookAlike('metadataFile', octets, wrong)) return;
  try {
    values.set('metadata', new TextDecoder('utf-8', { fatal: true }).decode(octets));
    values.set('source', 'paste');
  } catch {
    wrong.set('metadataFile', { code: 'xml_not_utf8', expected: 'UTF-8', received: 'other octets' });
  }
}

function readByHand(files: readonly Uint8Array[], values: Values, wrong: Wrong): void {
  const entityId = values.get('entityId') ?? '';
  const unspaced = entityId.replaceAll(SPACES, '');
  values.set('entityId', unspaced);
  if (entityId !== unspaced) wrong.set('entityId', { code: 'entity_id_spaced' });
  for (const name of ['signInUrl', 'logoutUrl']) {
    if (values.get(name)?.trimStart().startsWith('<')) wrong.set(name, { code: 'address_is_metadata' });
  }
  const typed = readCertificates(values.get('certificates') ?? '');
  noteCertificates('certificates', typed, wrong);
  const filed = files.map(asText).flatMap((text) => (text.trim() === '' ? [text] : readCertificates(text)));
  noteCertificates('certificateFile', filed, wrong);
  if (wrong.has('certificates') || wrong.has('certificateFile')) return;
  if (filed.length > 0) values.set('certificates', [...typed, ...filed].map(asPem).join('\n'));
}

/** A file of DER as base64; one of text as it is. */
function asText(octets: Uint8Array): string {
  const isDer = octets[0] === DER_SEQUENCE && (octets[1] ?? 0) > 0x7f;
  return isDer ? encodeBase64(octets) : new TextDecoder().decode(octets);
}

function asPem(certificate: string): string {
  return certificate.includes('-----BEGIN')
    ? certificate
    : `-----BEGIN CERTIFICATE-----\n${certificate.trim()}\n-----END CERTIFICATE-----`;
}

function noteCertificates(name: string, certificates: readonly string[], wrong: Wrong): void {
  for (const certificate of certificates) {
    const read = readCertificate(certificate);
    if (read.ok) continue;
    const isMetadata = certificate.trimStart().startsWith('<');
    wrong.set(name, isMetadata ? { code: 'certificate_is_metadata' } : read.failure);
    return;
  }
}

function noteLookAlike(name: string, octets: Uint8Array, wrong: Wrong): boolean {
  const refused = refuseLookAlike(octets);
  if (refused !== null) wrong.set(name, refused.failure);
  return refused !== null;
}
