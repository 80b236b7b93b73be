import { expect, test } from 'vitest';
import { buildRequestId, type PendingSignIn } from '../../src/sign-in/pending-request.ts';
import { findOwner } from '../../src/sign-in/shared-answer.ts';
import { buildResponse, formBody } from '../support/signed-response.ts';

const requestId = buildRequestId(new Uint8Array(16).fill(1));
const request: PendingSignIn = {
  tenantId: 'tenant-acme',
  host: 'acme.example.com',
  connectionId: 'idp',
  idpEntityId: 'https://idp.example.com',
  requestId,
  returnTo: '/',
  issuedAt: 0,
  forceAuthn: false,
  restarted: false,
};

function find(
  inResponseTo: string | null,
  relayState: string | undefined,
  pending: PendingSignIn = request,
  xml = buildResponse({}, { requestId: inResponseTo }),
) {
  const body = new TextEncoder().encode(formBody(xml, relayState));
  const type = 'application/x-www-form-urlencoded';
  return findOwner(body, type, new Map([[pending.requestId, pending]]));
}

const OWN = { host: 'acme.example.com', tenantId: 'tenant-acme' };

test('the request that is answered says whose the answer is, whatever RelayState says', () => {
  expect(find(requestId, undefined)).toEqual(OWN);
  expect(find(requestId, 'https://globex.example.com/docs')).toEqual(OWN);
});

test('without such a request the RelayState says where the person wants to go, and no more', () => {
  const wanted = { host: 'globex.example.com:8443', tenantId: null };
  expect(find(null, 'https://globex.example.com:8443/docs')).toEqual(wanted);
  expect(find(`_${'0'.repeat(32)}`, 'https://globex.example.com:8443/docs')).toEqual(wanted);
});

test.each([
  undefined,
  '/docs',
  'docs',
  '//globex.example.com/',
  'javascript:alert(1)',
  'ftp://globex/',
  'https://',
])('RelayState %s names no host', (relayState) => {
  expect(find(null, relayState)).toBeNull();
});

test('a request that was not begun for the shared ACS is none there', () => {
  const { host: _host, ...own } = request;
  expect(find(requestId, undefined, own)).toBeNull();
});

test('what tries a draft out is known by its RelayState, whatever the Response says', () => {
  expect(find(null, requestId)).toEqual(OWN);
  expect(find(`_${'0'.repeat(32)}`, requestId)).toEqual(OWN);
  expect(find(null, requestId, request, '<x/>')).toEqual(OWN);
});

test('what is no form is nobody’s', () => {
  expect(findOwner(new TextEncoder().encode('x'), 'text/plain', new Map())).toBeNull();
});
