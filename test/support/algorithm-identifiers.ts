/** The identifiers that tests ask other implementations to use: XML Signature 1.1, XML Encryption 1.1, RFC 9231. */
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const DSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC_11 = 'http://www.w3.org/2009/xmlenc11#';

export const SIGNATURE = {
  rsaSha1: `${DSIG}rsa-sha1`,
  rsaSha256: `${DSIG_MORE}rsa-sha256`,
  rsaSha384: `${DSIG_MORE}rsa-sha384`,
  rsaSha512: `${DSIG_MORE}rsa-sha512`,
  ecdsaSha256: `${DSIG_MORE}ecdsa-sha256`,
  ecdsaSha384: `${DSIG_MORE}ecdsa-sha384`,
  ecdsaSha512: `${DSIG_MORE}ecdsa-sha512`,
} as const;

export const DIGEST = {
  sha1: `${DSIG}sha1`,
  sha256: `${XMLENC}sha256`,
  sha384: `${DSIG_MORE}sha384`,
  sha512: `${XMLENC}sha512`,
} as const;

export const CONTENT = {
  tripleDes: `${XMLENC}tripledes-cbc`,
  aes128Cbc: `${XMLENC}aes128-cbc`,
  aes192Cbc: `${XMLENC}aes192-cbc`,
  aes256Cbc: `${XMLENC}aes256-cbc`,
  aes128Gcm: `${XMLENC_11}aes128-gcm`,
  aes192Gcm: `${XMLENC_11}aes192-gcm`,
  aes256Gcm: `${XMLENC_11}aes256-gcm`,
} as const;

export const KEY_TRANSPORT = {
  rsa15: `${XMLENC}rsa-1_5`,
  oaepMgf1p: `${XMLENC}rsa-oaep-mgf1p`,
  oaep: `${XMLENC_11}rsa-oaep`,
} as const;
