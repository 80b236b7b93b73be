/** Our side of encryption in tests: keys as the core takes them, and what an encrypted element decrypts to. */
import { NS_ASSERTION } from '../../src/saml/names.ts';
import { parseXmlText } from '../../src/xml/reader.ts';
import { type DecryptionPolicy, decryptElement } from '../../src/xmlenc/decrypt.ts';
import { type DecryptionKey, readDecryptionKey } from '../../src/xmlenc/decryption-key.ts';
import { type TestKeyName, testKey } from './test-keys.ts';

const read = new Map<TestKeyName, DecryptionKey>();

/** The key of this name to decrypt with; always the same object, as settings have it. */
export function decryptionKey(name: TestKeyName): DecryptionKey {
  const key =
    read.get(name) ??
    readDecryptionKey(String(testKey(name).privateKey.export({ type: 'pkcs8', format: 'pem' })));
  if (key === null) throw new Error(`${name} is no key to decrypt with`);
  read.set(name, key);
  return key;
}

/** Decrypts an encrypted element; nothing covers its ciphertext unless said. */
export function decrypt(xml: string, changes: Partial<DecryptionPolicy> = {}, localName = 'Assertion') {
  const container = parseXmlText(xml);
  if (!container.ok) throw new Error(`the test made XML that cannot be read: ${container.failure.received}`);
  return decryptElement(
    container.value,
    { namespace: NS_ASSERTION, localName },
    {
      decryptionKeys: [decryptionKey('spA')],
      isSigned: false,
      allowUnauthenticatedCbc: false,
      blockedAlgorithms: new Set(),
      ...changes,
    },
  );
}

/** `decrypted`, or the code of the refusal. */
export function decryptionOutcome(...args: Parameters<typeof decrypt>): string {
  const decrypted = decrypt(...args);
  return decrypted.ok ? 'decrypted' : decrypted.failure.code;
}
