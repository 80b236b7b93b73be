/** An identity provider that states, well signed, what another organisation alone may state: somebody of its scope. */
import { describe, expect, test } from 'vitest';
import type { AttributeParts } from '../../scripts/idp/response.ts';
import { ATTRIBUTE_PAIRWISE_ID, ATTRIBUTE_SUBJECT_ID } from '../../src/saml/names.ts';
import { finishSignIn } from '../../src/sign-in/finish.ts';
import type { PendingSignIn } from '../../src/sign-in/pending-request.ts';
import type { LedgerEntry } from '../../src/sign-in/ports.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { countMessage } from '../support/attack-tally.ts';
import { buildResponse, formBody, GENUINE, signXml } from '../support/signed-response.ts';
import { connection, tenant } from '../support/tenants.ts';

const AFFILIATION = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.9';
const { now, requestId } = GENUINE;
const request: PendingSignIn = {
  tenantId: tenant().id,
  connectionId: 'idp',
  idpEntityId: GENUINE.idpEntityId,
  requestId,
  returnTo: '/docs',
  issuedAt: now - 60_000,
  forceAuthn: false,
  restarted: false,
};

const attribute = (name: string, ...values: AttributeParts['values']): AttributeParts => ({
  name,
  nameFormat: null,
  friendlyName: null,
  values,
});

/** Posts what acme's identity provider signed; gives the refusal, or what of it went into the session. */
async function post(rules: Partial<Connection>, ...attributes: AttributeParts[]) {
  const identityProvider = { ...connection().identityProvider, scopes: ['acme.example'] };
  const xml = buildResponse({ assertion: { attributeStatements: [attributes] } });
  const opened: LedgerEntry[] = [];
  const finished = await finishSignIn(
    {
      tenant: tenant({ connections: [connection({ identityProvider, ...rules })] }),
      serviceProvider: { entityId: GENUINE.spEntityId, acsUrl: GENUINE.acsUrl },
      blockedAlgorithms: new Set(),
      decryptionKeys: [],
      body: new TextEncoder().encode(formBody(await signXml(xml, 'Assertion'))),
      contentType: 'application/x-www-form-urlencoded',
      pendingRequests: new Map([[requestId, request]]),
    },
    {
      now,
      random: new Uint8Array(16),
      ledger: {
        open: async (entry) => {
          opened.push(entry);
          return { outcome: 'opened' };
        },
        find: async () => null,
        end: async () => false,
      },
    },
  );
  countMessage(finished.outcome === 'signed_in');
  if (finished.outcome === 'signed_in') return finished.session.identity;
  expect(opened).toEqual([]);
  return finished.outcome === 'failed' ? finished.failure.code : finished.outcome;
}

describe.each([ATTRIBUTE_SUBJECT_ID, ATTRIBUTE_PAIRWISE_ID])('%s as the account key', (name) => {
  const keyed = { account: { key: { from: 'attribute', name } } } as const;

  test.each<[string, AttributeParts['values']]>([
    ['somebody of another organisation', ['ceo@globex.example']],
    ['besides one of its own people', ['ceo@globex.example', 'alice@acme.example']],
    ['behind one of its own people', ['alice@acme.example', 'ceo@globex.example']],
    ['a scope within a scope', ['ceo@globex.example@acme.example']],
    ['a scope behind a scope', ['alice@acme.example@globex.example']],
    ['a host of its own domain', ['ceo@root.acme.example']],
    ['a domain that ends like its own', ['ceo@not-acme.example']],
    ['its own scope, split by a comment', [{ rawXml: 'ceo@<!---->globex.example' }]],
    ['its own scope up to a comment', [{ rawXml: 'ceo@acme.example<!---->.globex.example' }]],
    ['its own scope and a line break', ['ceo@acme.example\n']],
    ['a scope that folds into its own', ['ceo@acme.\u212a']],
    ['nobody’s scope', ['ceo']],
  ])('%s', async (_words, values) => {
    expect(await post(keyed, attribute(name, ...values))).toBe('scope_mismatch');
  });

  test('one of its own people, in whatever case, is let in', async () => {
    for (const value of ['alice@acme.example', 'alice@ACME.Example']) {
      expect(await post(keyed, attribute(name, value))).toMatchObject({ accountKey: value });
    }
  });

  test('anybody is let in where neither metadata nor administrator bounds the scopes', async () => {
    const { identityProvider } = connection();
    const identity = await post({ ...keyed, identityProvider }, attribute(name, 'ceo@globex.example'));
    expect(identity).toMatchObject({ accountKey: 'ceo@globex.example' });
  });
});

test('an affiliation with another organisation reaches nobody, one with its own does', async () => {
  const identity = await post({}, attribute(AFFILIATION, 'staff@globex.example', 'staff@acme.example'));
  expect(identity).toMatchObject({ attributes: [{ name: AFFILIATION, values: ['staff@acme.example'] }] });
  expect(JSON.stringify(identity)).not.toContain('globex');
});
