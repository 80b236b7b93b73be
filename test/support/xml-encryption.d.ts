/** xml-encryption comes without types; this much of it is used. */
declare module 'xml-encryption' {
  export interface EncryptOptions {
    readonly rsa_pub: string | Buffer;
    readonly pem: string | Buffer;
    readonly encryptionAlgorithm: string;
    readonly keyEncryptionAlgorithm: string;
    readonly keyEncryptionDigest?: string;
    readonly keyEncryptionMgf?: string;
    readonly keyEncryptionOaepParams?: Buffer;
    readonly disallowEncryptionWithInsecureAlgorithm?: boolean;
    readonly warnInsecureAlgorithm?: boolean;
  }
  export function encrypt(
    content: string,
    options: EncryptOptions,
    callback: (error: Error | null, result: string) => void,
  ): void;
}

declare module 'xml-encryption/lib/oaep.js' {
  export function mgf1(seed: Uint8Array, octets: number, hash: string): Buffer;
  export function publicEncryptOaep(
    certificatePem: string,
    message: Uint8Array,
    options: { readonly oaepHash: string; readonly mgf1Hash: string; readonly oaepLabel: Uint8Array },
  ): Buffer;
}
