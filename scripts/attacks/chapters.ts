/** What the files of attacks are about, in the order in which a message meets the checks. */

export interface Chapter {
  readonly title: string;
  /** Of `test/attacks`, without `.test.ts`. */
  readonly files: readonly string[];
  /** Of `test`, likewise: those that are no messages, and are tested where everything else about the same thing is. */
  readonly beside?: readonly string[];
}

export const CHAPTERS: readonly Chapter[] = [
  { title: 'transport and parsing', files: ['octets', 'document-types', 'names', 'floods'] },
  { title: 'signature wrapping', files: ['wrapping', 'signature-scope', 'envelope', 'structure'] },
  {
    title: 'inside the signature',
    files: [
      'signature-grammar',
      'signature-reference',
      'signature-algorithms',
      'signature-keys',
      'signed-octets',
    ],
  },
  { title: 'encryption', files: ['encryption', 'encrypted-content', 'encrypted-parts'] },
  { title: 'what the assertion says', files: ['validity', 'subject', 'addressing', 'instants'] },
  {
    title: 'one tenant against another',
    files: ['tenancy', 'scopes', 'ciphertexts-of-others', 'draft-tests'],
  },
  {
    title: 'metadata and addresses',
    files: [],
    beside: [
      'saml/idp-metadata',
      'saml/idp-metadata-keys',
      'saml/idp-metadata-values',
      'saml/idp-metadata-validity',
      'saml/signed-metadata',
      'stores/metadata-fetch',
      'stores/metadata-refresh',
      'tenants/addresses',
    ],
  },
  { title: 'signed redirects', files: ['redirect'] },
  { title: 'single logout', files: ['logout-bindings', 'logout-wrapping'] },
  {
    title: 'paths, hosts and cookies',
    files: [],
    beside: [
      'sign-in/return-to',
      'sign-in/pending-request',
      'http/host-owner',
      'session/session-cookie',
      'session/cookie-header',
      'session/sealed-value',
      'tenants/application-paths',
      'http/gateway/own-cookies',
      'http/gateway/request-headers',
    ],
  },
  {
    title: 'honest messages',
    files: [
      'honest-signatures',
      'honest-documents',
      'honest-assertions',
      'honest-attributes',
      'honest-encryption',
    ],
  },
];
