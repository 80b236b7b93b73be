/**
 * Messages of a single logout, and what becomes of them on their way: each attack starts from one that is accepted, by either
 * binding. What is refused was signed by somebody, and often by the identity provider itself, for something else.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { LogoutExpectations } from '../../src/saml/logout-rules.ts';
import type { LogoutArrival } from '../../src/saml/receive-logout.ts';
import { encryptNameId } from '../support/encrypt.ts';
import { keyPair } from '../support/key-pairs.ts';
import {
  logoutRequest,
  logoutResponse,
  NAME,
  outcomeOfLogout,
  parameterOf,
  posted,
  postedFields,
  redirected,
  signedPost,
  signedQuery,
  signMessage,
  unsignedQuery,
  verifyArrival,
} from '../support/logout-messages.ts';
import { outcomeOfVerifying, policy } from '../support/signed-element.ts';
import { assertionParts, buildAssertion, GENUINE, signXml, toBase64 } from '../support/signed-response.ts';
import { trustedKey } from '../support/verdict.ts';

/** Whom the attacker wants to sign out. */
const VICTIM = 'admin@acme.example';
const FORGED = logoutRequest({ id: '_forged', name: NAME.replace(GENUINE.nameId, VICTIM) });

const request = logoutRequest();
const response = logoutResponse();
const RELAY = '/apps?a=1';

/** Refuses, and never because of anything but the change: the unchanged twin is accepted in the same breath. */
async function refuses(
  attack: LogoutArrival,
  code: string,
  twin: LogoutArrival,
  changes: Partial<LogoutExpectations> = {},
): Promise<void> {
  expect(await outcomeOfLogout(twin, changes)).toBe('accepted');
  const verified = await verifyArrival(attack, changes);
  expect(verified.ok ? 'accepted' : verified.failure.code).toBe(code);
}

let signed: string;
beforeEach(async () => {
  signed = await signMessage(request);
});

describe('by Redirect, refused is', () => {
  const genuine = signedQuery(request, { relayState: RELAY });
  const answer = signedQuery(response, { relayState: RELAY });
  const part = (query: string, name: string) =>
    query.split('&').find((pair) => pair.startsWith(`${name}=`)) ?? '';
  const without = (name: string) => genuine.replace(new RegExp(`(^|&)${name}=[^&]*`), '').replace(/^&/, '');

  test.each<[string, string, string]>([
    ['an unsigned LogoutRequest', unsignedQuery(request), 'signature_missing'],
    ['one whose Signature was stripped', without('Signature'), 'signature_missing'],
    ['one whose SigAlg was stripped', without('SigAlg'), 'signature_algorithm_unsupported'],
    [
      'one whose SigAlg is unknown',
      genuine.replace('rsa-sha256', 'rsa-sha3'),
      'signature_algorithm_unsupported',
    ],
    [
      'one with a SigAlg of SHA-1',
      genuine.replace(
        /SigAlg=[^&]*/,
        `SigAlg=${encodeURIComponent('http://www.w3.org/2000/09/xmldsig#rsa-sha1')}`,
      ),
      'signature_algorithm_forbidden',
    ],
    ['one signed by a stranger', signedQuery(request, { key: 'rogue' }), 'signature_invalid'],
    [
      'another message under its signature',
      genuine.replace(part(genuine, 'SAMLRequest'), unsignedQuery(FORGED)),
      'signature_invalid',
    ],
    ['a second message behind it', `${genuine}&${unsignedQuery(FORGED)}`, 'redirect_parameter_repeated'],
    ['a second message before it', `${unsignedQuery(FORGED)}&${genuine}`, 'redirect_parameter_repeated'],
    [
      'a second message under an encoded name',
      `${genuine}&SAML%52equest=${part(unsignedQuery(FORGED), 'SAMLRequest').slice(12)}`,
      'redirect_parameter_repeated',
    ],
    [
      'a LogoutResponse beside it',
      `${genuine}&${part(answer, 'SAMLResponse')}`,
      'redirect_message_ambiguous',
    ],
    [
      'an unsigned LogoutRequest beside a signed LogoutResponse',
      `${answer}&${unsignedQuery(FORGED)}`,
      'redirect_message_ambiguous',
    ],
    [
      'a signed LogoutResponse given as the request',
      answer.replace('SAMLResponse', 'SAMLRequest'),
      'logout_malformed',
    ],
    ['a RelayState that was altered', genuine.replace('apps', 'evil'), 'signature_invalid'],
    ['a RelayState that was taken away', without('RelayState'), 'signature_invalid'],
    ['a RelayState that was added', `${signedQuery(request)}&RelayState=x`, 'signature_invalid'],
    ['a second RelayState', `${genuine}&RelayState=x`, 'redirect_parameter_repeated'],
    ['another encoding', `${genuine}&SAMLEncoding=urn%3Ax`, 'redirect_encoding_unsupported'],
    [
      'what never ends to inflate',
      signedQuery(logoutRequest({ name: `<!--${' '.repeat(200_000)}-->${NAME}` })),
      'redirect_inflates_too_large',
    ],
    ['a link of a megabyte', `${genuine}&x=${'y'.repeat(1_000_000)}`, 'redirect_too_long'],
    ['no message', 'RelayState=x', 'redirect_message_missing'],
    ['nothing', '', 'redirect_message_missing'],
  ])('%s', async (_what, query, code) => {
    await refuses(redirected(query), code, redirected(genuine));
  });

  test('a signature inside, which stands for nothing there', async () => {
    await refuses(redirected(unsignedQuery(signed)), 'signature_missing', redirected(genuine));
    await refuses(redirected(signedQuery(signed)), 'logout_malformed', redirected(genuine));
  });

  test('nothing for the order of its parameters, which the signature fixes', async () => {
    expect(await outcomeOfLogout(redirected(genuine.split('&').reverse().join('&')))).toBe('accepted');
  });
});

describe('by POST, refused is', () => {
  const twin = () => posted(signed);

  test.each<[string, string, string]>([
    ['an unsigned LogoutRequest', request, 'signature_missing'],
    ['an unsigned LogoutResponse', response, 'signature_missing'],
  ])('%s', async (_what, xml, code) => {
    await refuses(posted(xml), code, twin());
  });

  test('one that a stranger signed', async () => {
    await refuses(await signedPost(request, 'rogue'), 'signature_invalid', twin());
  });

  test('one that was changed after it was signed', async () => {
    const edit = (from: string, to: string) => posted(signed.replace(from, to));
    await refuses(edit(GENUINE.nameId, VICTIM), 'signature_digest_mismatch', twin());
    await refuses(edit('_session1', '_session2'), 'signature_digest_mismatch', twin());
    await refuses(
      edit(/<samlp:SessionIndex>.*<\/samlp:SessionIndex>/.exec(signed)?.[0] ?? '', ''),
      'signature_digest_mismatch',
      twin(),
    );
  });

  test('the detached signature of a redirect, carried over into a form', async () => {
    const query = new URLSearchParams(signedQuery(request));
    const fields = { SigAlg: query.get('SigAlg') ?? '', Signature: query.get('Signature') ?? '' };
    await refuses(
      posted(request, fields),
      'signature_missing',
      redirected(`${query}`.replaceAll('+', '%20')),
    );
  });

  test('two messages, or none', async () => {
    const [one, other] = [toBase64(signed), toBase64(FORGED)];
    const count = 'logout_message_count';
    await refuses(
      postedFields([
        ['SAMLRequest', one],
        ['SAMLRequest', other],
      ]),
      count,
      twin(),
    );
    await refuses(
      postedFields([
        ['SAMLRequest', one],
        ['SAMLResponse', toBase64(response)],
      ]),
      count,
      twin(),
    );
    await refuses(postedFields([['RelayState', RELAY]]), count, twin());
    await refuses(postedFields([['SAMLRequest', '']]), 'logout_message_not_base64', twin());
    await refuses(
      postedFields([
        ['SAMLRequest', one],
        ['RelayState', 'a'],
        ['RelayState', 'b'],
      ]),
      'form_malformed',
      twin(),
    );
  });

  test('a form that is none, or that is too large', async () => {
    const { body } = twin() as Extract<LogoutArrival, { binding: 'post' }>;
    const form = { binding: 'post', body } as const;
    await refuses({ ...form, contentType: 'text/plain' }, 'form_malformed', twin());
    await refuses({ ...form, contentType: null }, 'form_malformed', twin());
    await refuses(posted(signed, { x: 'y'.repeat(300_000) }), 'form_too_large', twin());
  });

  test('a document type, in a message whose signature is stripped of it', async () => {
    await refuses(posted(`<!DOCTYPE x>${signed}`), 'xml_doctype_forbidden', twin());
  });
});

describe('a captured signature holds where it was made, and vouches for no LogoutRequest around it:', () => {
  /** An Assertion that the identity provider signed, for anybody's eyes. */
  let assertion: string;
  beforeEach(async () => {
    assertion = await signXml(buildAssertion(assertionParts()), 'Assertion');
    expect(await outcomeOfVerifying(assertion, policy([trustedKey('rsaA')]))).toBe('verified');
  });

  const wrap = (inside: string, id = '_forged') =>
    FORGED.replace('_forged', id).replace('</saml:Issuer>', `</saml:Issuer>${inside}`);
  const signatureOf = (xml: string) => /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(xml)?.[0] ?? '';

  test('an Assertion in Extensions', async () => {
    const twin = posted(signed);
    await refuses(
      posted(wrap(`<samlp:Extensions>${assertion}</samlp:Extensions>`)),
      'signature_missing',
      twin,
    );
  });

  test('an Assertion in Extensions, and its signature moved up', async () => {
    const stripped = assertion.replace(signatureOf(assertion), '');
    const inside = `${signatureOf(assertion)}<samlp:Extensions>${stripped}</samlp:Extensions>`;
    await refuses(posted(wrap(inside)), 'signature_reference_invalid', posted(signed));
  });

  test('the same, and the ID taken as well', async () => {
    const stripped = assertion.replace(signatureOf(assertion), '');
    const inside = `${signatureOf(assertion)}<samlp:Extensions>${stripped}</samlp:Extensions>`;
    await refuses(posted(wrap(inside, GENUINE.assertionId)), 'signature_duplicate_id', posted(signed));
    await refuses(
      posted(wrap(signatureOf(assertion), GENUINE.assertionId)),
      'signature_digest_mismatch',
      posted(signed),
    );
  });

  test('an Assertion as a child, which no LogoutRequest has', async () => {
    const forged = logoutRequest({ name: NAME + assertion });
    await refuses(await signedPost(forged), 'logout_malformed', posted(signed));
  });

  test('a genuine LogoutRequest inside a forged one', async () => {
    const inside = `<samlp:Extensions>${signed}</samlp:Extensions>`;
    await refuses(posted(wrap(inside)), 'signature_missing', posted(signed));
    const moved = `${signatureOf(signed)}<samlp:Extensions>${request}</samlp:Extensions>`;
    await refuses(posted(wrap(moved)), 'signature_reference_invalid', posted(signed));
    await refuses(posted(wrap(moved, '_logout1')), 'signature_duplicate_id', posted(signed));
  });

  test('a signed Response given as a logout’s answer', async () => {
    const other = response.replaceAll('LogoutResponse', 'Response');
    await refuses(
      postedFields({ SAMLResponse: toBase64(await signMessage(other)) }),
      'logout_malformed',
      await signedPost(response),
    );
  });

  test('two Signatures on one message', async () => {
    const twice = signed.replace('</saml:Issuer>', `</saml:Issuer>${signatureOf(signed)}`);
    await refuses(posted(twice), 'signature_malformed', posted(signed));
  });
});

describe.each(['Redirect', 'POST'] as const)('of another tenant or time, by %s: refused is', (binding) => {
  const carry = async (xml: string) =>
    binding === 'Redirect' ? redirected(signedQuery(xml)) : signedPost(xml);

  test.each<[string, Partial<LogoutExpectations>, string]>([
    [
      'what another tenant’s identity provider signed',
      { trustedKeys: [trustedKey('rsaB')] },
      'signature_invalid',
    ],
    ['what nobody is trusted for', { trustedKeys: [] }, 'signature_key_unusable'],
    [
      'what names another tenant’s identity provider',
      { idpEntityId: 'https://idp.example.com/globex' },
      'logout_issuer_mismatch',
    ],
    [
      'what is addressed to another tenant',
      { sloUrl: 'http://globex.localhost:8787/sso/slo' },
      'logout_destination_mismatch',
    ],
    [
      'what an algorithm signed that is blocked',
      { blockedAlgorithms: new Set(['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256']) },
      'signature_algorithm_forbidden',
    ],
  ])('%s', async (_what, changes, code) => {
    for (const xml of [request, response]) {
      const arrival = await carry(xml);
      expect(await outcomeOfLogout(arrival)).toBe('accepted');
      expect(await outcomeOfLogout(arrival, changes), parameterOf(xml)).toBe(code);
    }
  });

  test('one of yesterday, or of tomorrow', async () => {
    const day = 86_400_000;
    await refuses(
      await carry(logoutRequest({ issueInstant: GENUINE.now - day })),
      'logout_expired',
      await carry(request),
    );
    await refuses(
      await carry(logoutRequest({ issueInstant: GENUINE.now + day })),
      'logout_not_yet_valid',
      await carry(request),
    );
    await refuses(
      await carry(logoutRequest({ issueInstant: GENUINE.now - day, notOnOrAfter: GENUINE.now + day })),
      'logout_expired',
      await carry(request),
    );
  });
});

test('a ciphertext that no signature covers is never opened: only what holds is read', async () => {
  const decryptionKeys = [keyPair('spA')];
  const encrypted = encryptNameId(request);
  await refuses(posted(encrypted), 'signature_missing', await signedPost(encrypted), { decryptionKeys });
  const altered = (await signMessage(encrypted)).replace(/<xenc:CipherValue>..../, '<xenc:CipherValue>AAAA');
  await refuses(posted(altered), 'signature_digest_mismatch', await signedPost(encrypted), {
    decryptionKeys,
  });
});
