/** What a verified element holds encrypted: decrypted, it is as verified as what is around it. */
import { expect, test } from 'vitest';
import { textOf } from '../../src/xml/select.ts';
import { VerifiedElement } from '../../src/xmldsig/verify.ts';
import { decryptionKey } from '../support/decrypt.ts';
import { type Encryption, encryptElement, standalone } from '../support/encrypt.ts';
import { signElement, verifyRoot } from '../support/signed-element.ts';

const NS_ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
const NAME_ID = standalone('<saml:NameID>alice</saml:NameID>');
const expectations = {
  decryptionKeys: [decryptionKey('spA')],
  allowUnauthenticatedCbc: false,
  blockedAlgorithms: new Set<string>(),
};

/** Decrypts the only child of a signed element. */
async function decryptChild(changes: Partial<Encryption>, localName = 'NameID') {
  const encrypted = encryptElement('EncryptedID', NAME_ID, changes);
  const verified = await verifyRoot(
    await signElement({}, `<r:root xmlns:r="urn:root" ID="_1">${encrypted}</r:root>`),
  );
  if (!verified.ok) throw new Error(verified.failure.code);
  const [container] = VerifiedElement.children(verified.value, NS_ASSERTION, 'EncryptedID');
  if (container === undefined) throw new Error('there is no EncryptedID');
  return VerifiedElement.decrypt(container, { namespace: NS_ASSERTION, localName }, expectations);
}

test.each([
  ['aes256-gcm', true],
  ['aes256-cbc', false],
] as const)(
  'the signature covers the ciphertext, and %s says whether it is intact: %s',
  async (content, isIntact) => {
    const decrypted = await decryptChild({ content });
    if (!decrypted.ok) throw new Error(decrypted.failure.code);
    expect(textOf(VerifiedElement.element(decrypted.value.content))).toBe('alice');
    expect(decrypted.value.isIntact).toBe(isIntact);
  },
);

test('what does not decrypt, or to something else, is refused', async () => {
  expect(await decryptChild({ recipients: ['rogue'] })).toMatchObject({
    ok: false,
    failure: { code: 'decryption_failed' },
  });
  expect(await decryptChild({}, 'Attribute')).toMatchObject({
    ok: false,
    failure: { code: 'decrypted_content_invalid' },
  });
});

test('what nobody verified is not even looked at', () => {
  const lookAlike = Object.create(VerifiedElement.prototype) as VerifiedElement;
  expect(() =>
    VerifiedElement.decrypt(lookAlike, { namespace: NS_ASSERTION, localName: 'NameID' }, expectations),
  ).toThrow(TypeError);
});
