/** What the files of attacks are about, in the order in which a message meets the checks. */

export interface Chapter {
  readonly title: string;
  /** Of `test/attacks`, without `.test.ts`. */
  readonly files: readonly string[];
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
  { title: 'signed redirects', files: ['redirect'] },
  { title: 'single logout', files: ['logout-bindings', 'logout-wrapping'] },
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
