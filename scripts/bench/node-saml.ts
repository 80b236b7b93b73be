/** @node-saml/node-saml, the library under passport-saml, as `peers.ts` says; runs in Node as well as in a Worker. */
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import type { Contender } from './measure.ts';
import { NAME_ID, PARTIES, type Trust } from './parties.ts';
import type { BenchResponse } from './responses.ts';

/** node-saml, told to ask for as much as ours does. */
export function nodeSaml(
  { samlResponse, signatures }: BenchResponse,
  { idpCertificatePem, spPrivateKeyPem, now }: Trust,
): Contender {
  const saml = new SAML({
    idpCert: idpCertificatePem,
    issuer: PARTIES.spEntityId,
    callbackUrl: PARTIES.acsUrl,
    audience: PARTIES.spEntityId,
    idpIssuer: PARTIES.idpEntityId,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: signatures === 'both',
    decryptionPvk: spPrivateKeyPem,
    validateInResponseTo: ValidateInResponseTo.always,
    cacheProvider: {
      saveAsync: async () => null,
      getAsync: async () => new Date(now).toISOString(),
      removeAsync: async (key) => key,
    },
  });
  return {
    name: 'node-saml',
    async run() {
      const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: samlResponse });
      if (profile?.nameID !== NAME_ID) throw new Error('node-saml has read somebody else');
      return undefined;
    },
  };
}
