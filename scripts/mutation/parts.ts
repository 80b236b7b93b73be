/**
 * What is mutated, and the tests that are asked, quick ones first: those that mirror it, since attacks on whole messages take too long
 * for each mutant.
 */
export interface Part {
  readonly name: string;
  /** Globs. */
  readonly mutate: readonly string[];
  /** Paths, each by name, so that none is left out unseen. */
  readonly tests: readonly string[];
}

export const PARTS: readonly Part[] = [
  {
    name: 'xmldsig',
    mutate: ['src/xmldsig/*.ts'],
    tests: [
      ...testsOf('xmldsig', [
        'signature',
        'algorithms',
        'algorithm-policy',
        'key-import',
        'signing-key',
        'repeated-siblings',
        'verified-decryption',
        'verify',
        'canonicalize',
        'sign',
      ]),
      'test/differential/canonicalize.test.ts',
    ],
  },
  {
    name: 'rules',
    mutate: filesOf('saml', ['rules', 'envelope-rules', 'confirmation-rules', 'check']),
    tests: testsOf('saml', ['rules', 'envelope-rules', 'confirmation-rules']),
  },
  {
    name: 'readers',
    mutate: filesOf('saml', ['read', 'read-assertion', 'response']),
    tests: testsOf('saml', ['read-assertion', 'response']),
  },
  {
    name: 'receive',
    mutate: filesOf('saml', ['receive-response', 'encrypted-assertion']),
    tests: [
      ...testsOf('saml', ['receive-response', 'report-response', 'encrypted-assertion']),
      'test/attacks/ciphertexts-of-others.test.ts',
    ],
  },
  {
    name: 'logout',
    mutate: filesOf('saml', [
      'logout-rules',
      'logout-request',
      'logout-response',
      'receive-logout',
      'name-id',
    ]),
    tests: testsOf('saml', ['receive-logout', 'logout-messages']),
  },
  {
    name: 'scopes',
    mutate: filesOf('saml', ['scope', 'idp-metadata-scopes']),
    tests: testsOf('saml', ['scope', 'idp-metadata-scopes']),
  },
  {
    name: 'xml',
    mutate: ['src/xml/*.ts'],
    tests: testsOf('xml', [
      'characters',
      'escape',
      'name-table',
      'namespace-scope',
      'plain',
      'references',
      'select',
      'start-tag',
      'utf8-writer',
      'writer',
      'reader',
      'repeated-start-tags',
      'limits',
    ]),
  },
  {
    name: 'xmlenc',
    mutate: ['src/xmlenc/*.ts'],
    tests: testsOf('xmlenc', [
      'grammar',
      'content',
      'decrypt',
      'decryption-key',
      'oaep',
      'one-failure',
      'algorithms',
    ]),
  },
];

/** The other tests of those folders, by why they are not asked. */
export const NOT_ASKED: readonly { readonly reason: string; readonly tests: readonly string[] }[] = [
  {
    reason: 'It asks for an end and not for what it is, and would have every endless loop wait for longer.',
    tests: testsOf('xml', ['any-octets']),
  },
  {
    reason: 'It would take a mutant for dead that is only slow.',
    tests: testsOf('xmlenc', ['one-timing']),
  },
  {
    reason: 'It counts what runs in a process of its own, where no mutant is active.',
    tests: [...testsOf('xml', ['steps']), ...testsOf('xmlenc', ['one-way'])],
  },
  {
    reason: 'It calls other programs, which take too long for each mutant.',
    tests: testsOf('xmlenc', ['strangers']),
  },
  {
    reason: 'It asks what no part changes.',
    tests: testsOf('saml', [
      'algorithm-support',
      'authn-request',
      'duration',
      'entity-attributes',
      'idp-discovery',
      'idp-metadata',
      'idp-metadata-endpoints',
      'idp-metadata-keys',
      'idp-metadata-validity',
      'idp-metadata-values',
      'instant',
      'post-binding',
      'redirect-binding',
      'signed-metadata',
      'sp-metadata',
    ]),
  },
];

function filesOf(folder: string, names: readonly string[]): string[] {
  return names.map((name) => `src/${folder}/${name}.ts`);
}

function testsOf(folder: string, names: readonly string[]): string[] {
  return names.map((name) => `test/${folder}/${name}.test.ts`);
}
