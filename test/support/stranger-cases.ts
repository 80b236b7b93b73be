/** What is asked of every stranger alike: its tenants, and the sign-ins that all of them can do. */
import { expect, test } from 'vitest';
import { CONTENT, DIGEST, KEY_TRANSPORT, SIGNATURE } from './algorithm-identifiers.ts';
import type { SentRequest, Stranger, Wishes } from './stranger.ts';
import { type Flow, proveRefusal, proveSignIn, readSentRequest } from './stranger-sign-in.ts';
import { Visitor } from './visitor.ts';
import type { TestWorker } from './worker.ts';

/** One tenant for each, with the stranger as its only connection; everything else is as by default. */
const POLICIES = {
  usual: {},
  post: { request: { binding: 'post' } },
  accepting: { response: { unsolicited: 'accept' } },
  sha1: { response: { allowSha1: true } },
  cbc: { response: { allowUnauthenticatedCbc: true } },
  signed: { request: { sign: 'always' } },
  'signed-post': { request: { sign: 'always', binding: 'post' } },
} as const;

export type PolicyName = keyof typeof POLICIES;

/** The slugs of a stranger's tenants. */
export function tenantsOf(prefix: string): readonly string[] {
  return Object.keys(POLICIES).map((policy) => `${prefix}-${policy}`);
}

export interface StrangerCase {
  readonly title: string;
  readonly policy?: PolicyName;
  readonly flow?: Flow;
  readonly wishes: Wishes;
  /** What the message has to look like: see `describeProtection`. */
  readonly protection: string;
  /** The code, where it has to be refused. */
  readonly refused?: string;
}

/** Makes the tenants, and tells each party of the other. The slugs begin with the prefix. */
export async function introduce(worker: TestWorker, stranger: Stranger, prefix: string): Promise<void> {
  for (const [policy, settings] of Object.entries(POLICIES)) {
    const slug = `${prefix}-${policy}`;
    const metadata = await stranger.metadata(slug);
    await worker.putTenant(slug, { connections: [{ id: 'idp', metadata, ...settings }] });
    await stranger.register(await (await worker.fetch(`${worker.origin(slug)}/sso/metadata`)).text());
  }
}

/** Makes a test of each case. The parties are there once the tests run. */
export function testCases(
  name: string,
  prefix: string,
  parties: () => { readonly worker: TestWorker; readonly stranger: Stranger },
  cases: readonly StrangerCase[],
): void {
  for (const { title, policy = 'usual', refused, ...run } of cases) {
    test(`${name} ${title}`, async (context) => {
      const { worker, stranger } = parties();
      const signIn = { worker, stranger, origin: worker.origin(`${prefix}-${policy}`), ...run };
      if (refused === undefined) await proveSignIn(context, signIn);
      else await proveRefusal(context, signIn, refused);
    });
  }
}

/** Makes tests that a stranger which verifies our requests does not take a changed one. */
export function testChangedRequests(
  name: string,
  prefix: string,
  parties: () => { readonly worker: TestWorker; readonly stranger: Stranger },
): void {
  test.each([
    ['redirect', 'signed'],
    ['request by POST', 'signed-post'],
  ])(`${name} refuses our signed %s after it was changed`, async (_, policy) => {
    const { worker, stranger } = parties();
    const origin = worker.origin(`${prefix}-${policy}`);
    const request = await readSentRequest(await new Visitor(worker).visit(`${origin}/sso/login?returnTo=/a`));
    const wishes = { sign: ['Response'] } as const;
    await expect(stranger.answer(changeRequest(request), wishes)).rejects.toThrow(`${name} refuses`);
    expect((await stranger.answer(request, wishes)).action).toBe(`${origin}/sso/acs`);
  });
}

/** Another RelayState, which the signature of a redirect covers; another instant in a request by POST. */
function changeRequest(request: SentRequest): SentRequest {
  if (request.binding === 'redirect') {
    const location = request.location.replace('RelayState=%2Fa', 'RelayState=%2Fb');
    expect(location).not.toBe(request.location);
    return { ...request, location };
  }
  const fields = new URLSearchParams(request.body);
  const xml = Buffer.from(fields.get('SAMLRequest') ?? '', 'base64').toString();
  const changed = xml.replace(/(IssueInstant="[^"]*)\d{3}Z"/, '$1000Z"');
  expect(changed).not.toBe(xml);
  fields.set('SAMLRequest', Buffer.from(changed).toString('base64'));
  return { ...request, body: `${fields}` };
}

const SHA_256 = 'rsa-sha256/sha256';
const SHA_1 = {
  wishes: { sign: ['Response'], signature: SIGNATURE.rsaSha1, digest: DIGEST.sha1 },
  protection: 'Response rsa-sha1/sha1',
} as const;

/** With an RSA key. */
export const USUAL_CASES: readonly StrangerCase[] = [
  {
    title: 'signs the Response',
    wishes: { sign: ['Response'] },
    protection: `Response ${SHA_256}`,
  },
  {
    title: 'signs the Assertion',
    wishes: { sign: ['Assertion'] },
    protection: `Assertion ${SHA_256}`,
  },
  {
    title: 'signs the Response and the Assertion',
    wishes: { sign: ['Response', 'Assertion'] },
    protection: `Response ${SHA_256}, Assertion ${SHA_256}`,
  },
  {
    title: 'answers a request that came by POST',
    policy: 'post',
    wishes: { sign: ['Response'] },
    protection: `Response ${SHA_256}`,
  },
  {
    title: 'begins the sign-in itself, where the connection accepts that',
    policy: 'accepting',
    flow: 'IdP-initiated, accepted',
    wishes: { sign: ['Response'] },
    protection: `Response ${SHA_256}`,
  },
  {
    title: 'begins the sign-in itself, and is asked again by a request of ours',
    flow: 'IdP-initiated, restarted',
    wishes: { sign: ['Assertion'] },
    protection: `Assertion ${SHA_256}`,
  },
  { title: 'signs with SHA-1, which is refused', ...SHA_1, refused: 'signature_algorithm_forbidden' },
  { title: 'signs with SHA-1, where the connection allows it', policy: 'sha1', ...SHA_1 },
  {
    title: 'signs nothing, which is refused',
    wishes: { sign: [] },
    protection: 'nothing',
    refused: 'signature_required',
  },
];

/** For identity providers that verify signatures of requests, but do not ask for them. */
export const SIGNED_REQUEST_CASES: readonly StrangerCase[] = [
  {
    title: 'verifies our signature of a redirect',
    policy: 'signed',
    wishes: { sign: ['Response'] },
    protection: `Response ${SHA_256}`,
  },
  {
    title: 'verifies our signature inside a request by POST',
    policy: 'signed-post',
    wishes: { sign: ['Response'] },
    protection: `Response ${SHA_256}`,
  },
];

/** One way to encrypt the Assertion. Without more: RSA-OAEP with SHA-1 throughout, as its identifier has it. */
export function encryptedCase(
  title: string,
  content: keyof typeof CONTENT,
  sign: Wishes['sign'],
  shown: string,
  transport: Omit<NonNullable<Wishes['encrypt']>, 'content'> = { keyTransport: KEY_TRANSPORT.oaepMgf1p },
): StrangerCase {
  const encrypted = `EncryptedAssertion ${CONTENT[content].split('#')[1]} under ${shown}`;
  return {
    title,
    wishes: { sign, encrypt: { content: CONTENT[content], ...transport } },
    protection: sign.includes('Response') ? `Response ${SHA_256}, ${encrypted}` : encrypted,
  };
}
