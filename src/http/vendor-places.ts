/** Where, on the screens of a vendor's identity provider, a failure is mended. Pure. */
import type { SignInFailureCode } from '../sign-in/failure.ts';
import type { Vendor } from './setup/vendors/vendor.ts';

/** Which place it is, for the codes that have one; `*` stands for the rest of a name. */
const TOPICS: readonly (readonly [pattern: RegExp, place: (vendor: Vendor) => readonly string[]])[] = [
  [/^audience_|^conditions_missing$/, ({ entityId }) => [entityId]],
  [/^(destination|recipient)_mismatch$/, ({ acsUrl }) => [acsUrl]],
  [/^(name_id|account_key)_/, ({ nameId }) => nameId],
  [/^signature_/, ({ signing }) => signing],
  [/^(encryption|decryption)_/, ({ encryption }) => encryption],
  [/^status_not_success$/, ({ people }) => people],
  [/attribute|^(email|group)_/, ({ attributes }) => [attributes.where]],
];

/** Names the place; null for what is mended nowhere on those screens. */
export function placeOf(vendor: Vendor, code: SignInFailureCode): string | null {
  const topic = TOPICS.find(([pattern]) => pattern.test(code));
  return topic === undefined ? null : topic[1](vendor).join(': ');
}
