/**
 * What is mutated, and the tests that are asked, quick ones first: those that mirror it, since attacks on whole messages take too long
 * for each mutant.
 */
export interface Part {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

export const PARTS: readonly Part[] = [
  {
    name: 'xmldsig',
    mutate: ['src/xmldsig/*.ts'],
    tests: [
      'test/xmldsig/!(sign|canonicalize).test.ts',
      'test/xmldsig/canonicalize.test.ts',
      'test/xmldsig/sign.test.ts',
      'test/differential/canonicalize.test.ts',
    ],
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
  {
    name: 'xml',
    mutate: ['src/xml/*.ts'],
    // Not any-octets.test.ts, which asks for an end and not for what it is, and would have every endless loop wait for longer.
    tests: ['test/xml/!(any-octets|limits).test.ts', 'test/xml/limits.test.ts'],
  },
  {
    name: 'xmlenc',
    mutate: ['src/xmlenc/*.ts'],
    // Not one-timing.test.ts, which would take a mutant for dead that is only slow, nor what calls other programs.
    tests: ['grammar', 'content', 'decrypt', 'decryption-key', 'oaep', 'one-failure', 'algorithms'].map(
      (name) => `test/xmlenc/${name}.test.ts`,
    ),
  },
];
