/** The tests that show how metadata is fetched, verified and bounded, which both profiles ask for. */
import type { TestName } from '../../scripts/conformance/profile.ts';

export const SCHEDULED: readonly TestName[] = [
  [
    'stores/tenant-record/metadata.workerd.test.ts',
    'a connection with a source > is refreshed within ten minutes, and then every few hours',
  ],
  [
    'stores/tenant-record/metadata.workerd.test.ts',
    'metadata that has changed > is live at once, with its words in the audit trail',
  ],
];
export const VALIDITY: readonly TestName[] = [
  [
    'saml/idp-metadata-validity.test.ts',
    'validUntil > may be missing where nobody asks for it, and not where somebody does',
  ],
  ['saml/idp-metadata-validity.test.ts', 'validUntil > at the most days that are asked for and %i ms: %s'],
  ['saml/idp-metadata-validity.test.ts', 'validUntil > that is %i ms away: %s'],
];
export const METADATA_SIGNATURE: readonly TestName[] = [
  ['saml/signed-metadata.test.ts', 'signed metadata > of one entity is read'],
  [
    'saml/signed-metadata.test.ts',
    'metadata that is to be signed is refused > by another key, even one that the metadata itself brings',
  ],
  [
    'flow/metadata-refresh.test.ts',
    'trust stays as it is > where metadata that is to be signed is not, however it changed',
  ],
];
export const ENTITY_ATTRIBUTES: TestName = [
  'saml/sp-metadata.test.ts',
  'the metadata of a service provider > asks by an entity attribute for the subject identifier that is needed: %s',
];
