/** The hashes and the raw RSA decryption are workerd's own there. */
import './oaep.test.ts';
