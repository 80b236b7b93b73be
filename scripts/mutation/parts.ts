/** What is mutated, and the tests that are asked: those that mirror it, since attacks on whole messages take too long for each mutant. */
export interface Part {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

export const PARTS: readonly Part[] = [
  {
    name: 'xmldsig',
    mutate: ['src/xmldsig/*.ts'],
    tests: ['test/xmldsig/*.test.ts', 'test/differential/canonicalize.test.ts'],
  },
  {
    name: 'rules',
    mutate: ['src/saml/*rules.ts', 'src/saml/check.ts'],
    tests: ['test/saml/*rules.test.ts'],
  },
  {
    name: 'readers',
    mutate: ['src/saml/read.ts', 'src/saml/read-assertion.ts', 'src/saml/response.ts'],
    tests: ['test/saml/read-assertion.test.ts', 'test/saml/response.test.ts'],
  },
  {
    name: 'receive',
    mutate: ['src/saml/receive-response.ts', 'src/saml/encrypted-assertion.ts'],
    tests: ['test/saml/receive-response.test.ts', 'test/saml/encrypted-assertion.test.ts'],
  },
  { name: 'xml', mutate: ['src/xml/*.ts'], tests: ['test/xml/*.test.ts'] },
  {
    name: 'xmlenc',
    mutate: ['src/xmlenc/*.ts'],
    // Not one-timing.test.ts, which would take a mutant for dead that is only slow, nor what calls other programs.
    tests: ['algorithms', 'content', 'decrypt', 'decryption-key', 'grammar', 'oaep', 'one-failure'].map(
      (name) => `test/xmlenc/${name}.test.ts`,
    ),
  },
];
