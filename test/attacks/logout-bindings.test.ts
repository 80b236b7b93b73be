/**
 * Messages of a single logout on their way, by Redirect and by POST: read in two ways, stripped, changed, signed otherwise. Each
 * attack starts from a message that is accepted.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { LogoutArrival } from '../../src/saml/receive-logout.ts';
import {
  logoutRequest,
  logoutResponse,
  NAME,
  outcomeOfLogout,
  posted,
  postedFields,
  redirected,
  signedPost,
  signedQuery,
  signMessage,
  unsignedQuery,
} from '../support/logout-messages.ts';
import { GENUINE, toBase64 } from '../support/signed-response.ts';
import { FORGED, refuses, VICTIM } from './refuses-logout.ts';

const request = logoutRequest();
const response = logoutResponse();
const RELAY = '/apps?a=1';

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
