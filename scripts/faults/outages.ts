/**
 * What people meet while the ledger, KV, a tenant's record or an identity provider fails, hangs, is slow or loses its answers, and
 * afterwards: refusals with a code and a reference number, in bounded time; no session without its record; and that all is well
 * again by itself. I/O: the Worker of `worker/`, loopback.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idp, signingKey } from '../../test/support/idp-metadata.ts';
import { type MetadataServer, startMetadataServer } from '../../test/support/metadata-server.ts';
import { makeListing, makeSessionCheck, makeSignOut, putTenant } from '../bench/requests.ts';
import { IDP_KEY, SP_KEY } from '../bench/responses.ts';
import { buildWorker } from '../workerd/build-worker.ts';
import { BASE_DOMAIN } from '../workerd/deployed-options.ts';
import { prepareSignIns, type SignIns } from '../workerd/sign-ins.ts';
import { startStoredWorker } from '../workerd/stored-worker.ts';
import { certificateBase64 } from '../x509/signing-key.ts';
import { FAULTS_PATH, type Faults } from './faults.ts';
import { checkLater, checkSession, type Outcome, tryRequest } from './person.ts';

/** One thing that somebody did, and what came of it. */
export interface Step {
  readonly says: string;
  /** The status and, of a refusal, the code. */
  readonly expected: string;
  readonly received: string;
  readonly milliseconds: number;
}

/** Nothing is waited for longer: the limit of the slowest, an identity provider's metadata, and some more. */
export const LONGEST_ANSWER_MS = 20_000;

const OTHER_TENANTS = ['cold-1', 'cold-2'] as const;

/** Goes through all of it, over a folder of its own; without `idpIsSilent` nobody waits for an identity provider. */
export async function seeOutages(options: { readonly idpIsSilent: boolean }): Promise<readonly Step[]> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-outages-'));
  const worker = await startStoredWorker(buildWorker('scripts/faults/worker/wrangler.toml'), folder);
  const server = await startMetadataServer();
  try {
    const outages = await Outages.prepare(worker.port, server);
    return await outages.run(options);
  } finally {
    await worker.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

class Outages {
  readonly steps: Step[] = [];
  readonly #port: number;
  readonly #server: MetadataServer;
  readonly #signIns: SignIns;
  readonly #rolledOver: SignIns;
  /** Every session that was told to a browser. */
  readonly #told: string[] = [];
  #made = 0;

  private constructor(port: number, server: MetadataServer, signIns: SignIns, rolledOver: SignIns) {
    this.#port = port;
    this.#server = server;
    this.#signIns = signIns;
    this.#rolledOver = rolledOver;
  }

  /** Makes the tenants: one whose identity provider publishes its metadata, and some that nobody has asked for yet. */
  static async prepare(port: number, server: MetadataServer): Promise<Outages> {
    server.serve(idp({ keys: signingKey(certificateBase64(IDP_KEY)) }));
    const tenantId = await putTenant(port, undefined, { metadataUrl: server.url });
    for (const slug of OTHER_TENANTS) await putTenant(port, slug);
    return new Outages(port, server, await prepareSignIns(tenantId), await prepareSignIns(tenantId, SP_KEY));
  }

  async run({ idpIsSilent }: { readonly idpIsSilent: boolean }): Promise<readonly Step[]> {
    const session = await this.#signIn('nothing is wrong');
    // First of all: the isolate keeps the tenant for half a minute, and these are about what it does by that.
    await this.#tenantsFail();
    await this.#allHang(session);
    await this.#ledgerFails(session);
    await this.#ledgerLosesAnswers();
    await this.#ledgerIsSlow();
    await this.#signingOutFails();
    await this.#recordFails();
    if (idpIsSilent) await this.#identityProviderIsSilent();
    await this.#step('each session that was told has its record', '200', this.#checkAll());
    return this.steps;
  }

  async #ledgerFails(session: string): Promise<void> {
    const post = await this.#nextPost();
    await this.#have({ ledger: 'fails' });
    await this.#step('ledger fails: signing in', '503 ledger_unavailable', this.#post(post));
    await this.#step(
      'ledger fails: a session that is a minute old',
      '503 ledger_unavailable',
      checkLater(this.#port, session),
    );
    await this.#step(
      'ledger fails: a session that was just checked',
      '200',
      checkSession(this.#port, session),
    );
    await this.#have({});
    await this.#step(
      'afterwards: the same answer again, which nothing has consumed',
      '303',
      this.#post(post),
    );
    await this.#step('afterwards: the session that is a minute old', '200', checkLater(this.#port, session));
  }

  async #ledgerLosesAnswers(): Promise<void> {
    const post = await this.#nextPost();
    await this.#have({ ledger: 'loses its answers' });
    await this.#step('ledger loses its answers: signing in', '503 ledger_unavailable', this.#post(post));
    await this.#have({});
    await this.#step(
      'afterwards: the same answer again, which was consumed',
      '409 request_already_used',
      this.#post(post),
    );
    await this.#signIn('afterwards');
  }

  async #ledgerIsSlow(): Promise<void> {
    await this.#have({ ledger: 'is slow', record: 'is slow' });
    await this.#signIn('ledger and record take a second');
    await this.#have({});
  }

  async #tenantsFail(): Promise<void> {
    await this.#have({ tenants: 'fails' });
    await this.#step(
      'KV fails: a tenant that nobody asked for',
      '503 tenant_unavailable',
      this.#visit(OTHER_TENANTS[0]),
    );
    await this.#signIn('KV fails: a tenant that was there a moment ago');
    await this.#have({});
    await this.#step(
      'afterwards: the tenant that nobody asked for',
      '401 not_signed_in',
      this.#visit(OTHER_TENANTS[0]),
    );
  }

  async #allHang(session: string): Promise<void> {
    const post = await this.#nextPost();
    await this.#have({ ledger: 'hangs', tenants: 'hangs', record: 'hangs' });
    await Promise.all([
      this.#step('all hang: signing in', '503 ledger_unavailable', this.#post(post)),
      this.#step(
        'all hang: a session that is a minute old',
        '503 ledger_unavailable',
        checkLater(this.#port, session),
      ),
      this.#step('all hang: a session that was just checked', '200', checkSession(this.#port, session)),
      this.#step(
        'all hang: a tenant that nobody asked for',
        '503 tenant_unavailable',
        this.#visit(OTHER_TENANTS[1]),
      ),
    ]);
    await this.#have({});
    await this.#step('afterwards: the same answer again', '303', this.#post(post));
    await this.#step(
      'afterwards: the tenant that nobody asked for',
      '401 not_signed_in',
      this.#visit(OTHER_TENANTS[1]),
    );
  }

  async #signingOutFails(): Promise<void> {
    const cookie = await this.#signIn('nothing is wrong');
    this.#told.pop();
    const signOut = () => tryRequest(this.#port, makeSignOut(cookie));
    await this.#have({ ledger: 'fails' });
    await this.#step('ledger fails: signing out', '503 ledger_unavailable', signOut());
    await this.#have({});
    await this.#step('afterwards: the session that was not ended', '200', checkLater(this.#port, cookie));
    await this.#step('afterwards: signing out', '303', signOut());
    await this.#step(
      'afterwards: the session that was ended',
      '401 not_signed_in',
      checkLater(this.#port, cookie),
    );
  }

  async #recordFails(): Promise<void> {
    for (const fault of ['fails', 'hangs'] as const) {
      await this.#have({ record: fault });
      await this.#signIn(`record ${fault}`);
    }
    await this.#have({ record: 'fails' });
    const listing = () => tryRequest(this.#port, makeListing());
    await this.#step('record fails: the operator’s API', '503 record_unavailable', listing());
    await this.#have({});
    await this.#step('afterwards: the operator’s API', '200', listing());
  }

  async #identityProviderIsSilent(): Promise<void> {
    this.#server.answer({ kind: 'silence' });
    const unknown = await this.#rolledOver(this.#made++);
    await Promise.all([
      this.#step(
        'identity provider silent: a key that nobody knows yet',
        '403 signature_invalid',
        this.#post(unknown),
      ),
      this.#signIn('identity provider silent: a key that is known'),
    ]);
  }

  /** What comes of the first session that does not hold, or of the last. */
  async #checkAll(): Promise<Outcome> {
    const outcomes = await Promise.all(this.#told.map((cookie) => checkLater(this.#port, cookie)));
    const [last] = outcomes.slice(-1);
    if (last === undefined) throw new Error('no session was told');
    return outcomes.find(({ status }) => status !== 200) ?? last;
  }

  async #have(faults: Faults): Promise<void> {
    const body = JSON.stringify(faults);
    await fetch(`http://127.0.0.1:${this.#port}${FAULTS_PATH}`, { method: 'POST', body });
  }

  async #nextPost(): Promise<Buffer> {
    return this.#signIns(this.#made++);
  }

  async #signIn(when: string): Promise<string> {
    const { cookie } = await this.#step(`${when}: signing in`, '303', this.#post(await this.#nextPost()));
    return cookie ?? '';
  }

  async #post(post: Buffer): Promise<Outcome> {
    const outcome = await tryRequest(this.#port, post);
    if (outcome.cookie !== null) this.#told.push(outcome.cookie);
    return outcome;
  }

  #visit(slug: string): Promise<Outcome> {
    return tryRequest(this.#port, makeSessionCheck('', `${slug}.${BASE_DOMAIN}`));
  }

  async #step(says: string, expected: string, doing: Promise<Outcome>): Promise<Outcome> {
    const outcome = await doing;
    this.steps.push({ says, expected, received: tell(outcome), milliseconds: outcome.milliseconds });
    return outcome;
  }
}

/** The status and the code; and what should not be, a refusal that nobody can be asked about, or that lets somebody in. */
function tell({ status, code, reference, cookie }: Outcome): string {
  const isRefusal = status >= 400 && code !== 'not_signed_in';
  return [
    String(status),
    ...(code === null ? [] : [code]),
    ...(isRefusal && reference === null ? ['without a reference'] : []),
    ...(status >= 400 && cookie !== null ? ['with a session'] : []),
  ].join(' ');
}
