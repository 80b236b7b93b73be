/** What `--help` says. */

export const USAGE = `Usage: npm run -s inspect -- RESPONSE --metadata IDP.xml --sp-entity-id URI --acs-url URL
         (--in-response-to ID | --unsolicited) [options]
       npm run -s inspect -- RESPONSE --certificate CERT.pem ... --idp-entity-id URI ...
       npm run -s inspect -- --cases FILE.json`;

export const HELP = `Explains a SAML Response offline, with the code that the Worker runs.

${USAGE}

RESPONSE is a file, or - for standard input: XML, the base64 of it, or the whole
form body that a browser posted.

Whom to trust, one of:
  --metadata FILE         the identity provider's metadata; each of its signing keys is tried.
                          Metadata past its validUntil is refused, an expired certificate only warns
  --certificate FILE      a certificate as PEM or base64; may be repeated
    --idp-entity-id URI   the identity provider's entity ID, with --certificate

What to hold the Response against:
  --sp-entity-id URI      our entity ID, the audience
  --acs-url URL           our assertion consumer service: Destination and Recipient
  --in-response-to ID     the ID of the request that this answers, or
  --unsolicited           nobody asked for it. One of the two has to be said: a default would
                          either refuse an honest answer or pass over a stripped InResponseTo
  --require WHICH         which signature must be there: response, assertion, either (default), both.
                          One that is there must hold in any case
  --now ISO               the time of the verdict, such as 2026-11-21T12:00:00Z (default: the present)
  --clock-skew SECONDS    how far clocks may be apart (default 300)
  --allow-sha1            dangerous: SHA-1 can be forged by whoever can afford a collision
  --decryption-key FILE   our RSA private key as PEM, without a passphrase; may be repeated, each is tried
  --allow-unauthenticated-cbc
                          dangerous: AES-CBC in a Response that is not signed, which whoever recorded
                          it can try to decrypt by sending changed ones

A Response without a NameID is accepted here, since an attribute may stand in for it. What needs
the Worker's memory is not checked: whether the request or the assertion was used before.

Output:
  --json                  one line: {"accepted":true,"claims":{"nameId","attributes","sessionIndex"},"checks"}
                          or {"accepted":false,"code","expected","received","checks"}
  --cases FILE            runs an array of cases in one process and prints one such line for each,
                          with its "name". A case has: name, response, metadata or certificates and
                          idpEntityId, spEntityId, acsUrl, inResponseTo or unsolicited, now,
                          clockSkewSeconds, require, allowSha1, allowUnauthenticatedCbc,
                          decryptionKeys. Paths are relative to FILE. A case that is incomplete
                          (case_invalid) or whose file is missing or broken (file_unreadable, ...) is
                          refused, and the next one runs.
                          Fields of other names are passed over, with a warning
  --help                  this text

Warnings stand in the text, or with JSON on standard error.
Exit status: 0 accepted (with --cases: all of them), 1 refused, 2 wrong use, a missing file included.
`;
