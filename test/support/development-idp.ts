/** The development IdP, whose messages xmldsigjs signs, as one more identity provider to sign in at. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevelopmentIdp } from '../../scripts/idp/serve.ts';
import { IdpVisitor, readAnswer, readForm } from './idp-visitor.ts';
import type { AnswerForm, Stranger, Wishes } from './stranger.ts';
import type { TestWorker } from './worker.ts';

/** Whose name is the hardest to carry. */
const PERSON = 'boeb';

/** Starts it for these tenants, whose metadata it fetches itself. */
export async function startDevelopmentIdpFor(
  worker: TestWorker,
  slugs: readonly string[],
): Promise<Stranger> {
  const keyFolder = mkdtempSync(join(tmpdir(), 'edge-saml-idp-'));
  const idp = await startDevelopmentIdp({
    port: 0,
    keyFolder,
    tenants: slugs.map((slug) => ({
      slug,
      displayName: slug,
      serviceProvider: { metadataUrl: `${worker.origin(slug)}/sso/metadata` },
      defaultRelayState: '/',
    })),
  });

  /** Presses a person's button on the page that asks who it is. */
  async function choose(
    open: (visitor: IdpVisitor) => Promise<Response>,
    changes: Readonly<Record<string, string>>,
  ): Promise<AnswerForm> {
    const visitor = new IdpVisitor(idp.origin);
    const { action, fields } = readForm(await (await open(visitor)).text());
    for (const [name, value] of Object.entries({ person: PERSON, ...changes })) fields.set(name, value);
    const { acsUrl, xml, relayState } = await readAnswer(await visitor.post(action, fields));
    return { action: acsUrl, samlResponse: Buffer.from(xml).toString('base64'), relayState };
  }

  return {
    name: 'development IdP',
    version: `xmldsigjs ${readVersion('xmldsigjs')}`,
    origin: idp.origin,
    facts: ['Böb Łukasiewicz 🦊', 'Vertrieb & Märkte', 'שיווק', '𝓑𝓸𝓫'],
    metadata: async (slug) => idp.metadata(slug),
    async register() {},
    answer(request, wishes) {
      if (request.binding === 'redirect') {
        const { pathname, search } = new URL(request.location);
        return choose((visitor) => visitor.get(pathname + search), switchesOf(wishes));
      }
      const { pathname } = new URL(request.action);
      return choose(
        (visitor) => visitor.post(pathname, new URLSearchParams(request.body)),
        switchesOf(wishes),
      );
    },
    answerNobody(spEntityId, relayState, wishes) {
      const [slug = ''] = new URL(spEntityId).hostname.split('.');
      return choose((visitor) => visitor.get(`/${slug}`), { ...switchesOf(wishes), relayState });
    },
    close() {
      void idp.close();
      rmSync(keyFolder, { recursive: true });
    },
  };
}

/** As the fields of its page have them. */
function switchesOf({ sign, signature = '' }: Wishes): Record<string, string> {
  const elements = { '': 'none', Response: 'response', Assertion: 'assertion' }[sign.join()] ?? 'both';
  const hash = /sha(\d+)$/.exec(signature)?.[1] ?? '256';
  const key = signature.includes('ecdsa') ? 'elliptic' : 'first';
  return { sign: elements, hash: `SHA-${hash}`, key };
}

function readVersion(name: string): string {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
