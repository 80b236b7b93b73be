/** RSA, AES and the hashes are workerd's own there, so the same tests run on it. */
import nodeCrypto from 'node:crypto';
import './algorithms.test.ts';

// workerd calls itself a FIPS module, and there xml-encryption refuses to encrypt for us.
Object.assign(nodeCrypto, { getFips: () => 0 });
