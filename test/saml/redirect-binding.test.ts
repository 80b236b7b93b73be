import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { encodeRedirect } from '../../src/saml/redirect-binding.ts';
import { describeRedirectBinding } from './redirect-binding-cases.ts';

describeRedirectBinding();

it('what we send, zlib inflates', async () => {
  const message = '<samlp:AuthnRequest/>'.repeat(100);
  const url = await encodeRedirect({
    location: 'https://a',
    parameter: 'SAMLRequest',
    message,
    relayState: null,
  });
  const sent = new URL(url).searchParams.get('SAMLRequest') ?? '';
  expect(inflateRawSync(Buffer.from(sent, 'base64')).toString()).toBe(message);
});
