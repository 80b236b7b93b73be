/** What the deployment blocks is refused whatever a connection allows; the rest stays as it is. */
import { describe, expect, test } from 'vitest';
import { DIGEST_ALGORITHMS, SIGNATURE_ALGORITHMS } from '../../src/xmldsig/algorithms.ts';
import { buildResponse, signXml } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const SHA512 = 'http://www.w3.org/2001/04/xmlenc#sha512';

const genuine = await signXml(buildResponse(), 'Assertion');
const withSha1 = await signXml(buildResponse(), 'Assertion', {
  algorithm: { scheme: 'RSA', hash: 'SHA-1' },
});

describe('a blocked algorithm', () => {
  test.each([
    ['of the signature', RSA_SHA256, 'signature_algorithm_forbidden'],
    ['of the digest', SHA256, 'signature_algorithm_forbidden'],
    ['that this message does not use', SHA512, 'accepted'],
  ])('%s', async (_title, uri, outcome) => {
    expect(await outcomeOf(genuine, { blockedAlgorithms: new Set([uri]) })).toBe(outcome);
  });

  test('is not allowed back by a connection', async () => {
    expect(await outcomeOf(withSha1, { allowSha1: true })).toBe('accepted');
    const blockedAlgorithms = new Set([RSA_SHA1]);
    expect(await outcomeOf(withSha1, { allowSha1: true, blockedAlgorithms })).toBe(
      'signature_algorithm_forbidden',
    );
  });
});

test('every algorithm is in the table under its own identifier, and only SHA-1 is weak', () => {
  for (const table of [SIGNATURE_ALGORITHMS, DIGEST_ALGORITHMS]) {
    for (const [uri, algorithm] of table) {
      expect(algorithm.uri).toBe(uri);
      expect(algorithm.status).toBe(algorithm.hash === 'SHA-1' ? 'weak' : 'good');
    }
  }
});
