/**
 * The development IdP's URL map: for each tenant its metadata, its single sign-on service (Redirect and POST), its single logout service
 * (Redirect) and a page
 * to begin at. It signs anybody in as anybody, hence only ever on loopback.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { STATUS_SUCCESS } from '../../src/saml/names.ts';
import { type AnswerFacts, answerNoPassive, answerWithPerson, type SignedInPerson } from './answer.ts';
import { type AuthnRequest, decodePost, decodeRedirect, readAuthnRequest } from './authn-request.ts';
import type { IdpKeys } from './key-folder.ts';
import { answerLogout, type LogoutFacts, readSentName, receiveLogout, requestLogout } from './logout.ts';
import { buildIdpMetadata, type Idp, idpEntityId, logoutUrl, signInUrl } from './metadata.ts';
import { answerPage, listPage, problemPage, signedOutPage } from './pages/other-pages.ts';
import { type PeoplePageProps, peoplePage } from './pages/people-page.ts';
import { type IdpContext, type IdpEnvironment, sendPage } from './pages/send-page.ts';
import { findByHint, type Person, peopleOf } from './people.ts';
import { Refusal } from './refusal.ts';
import { checkRequestSignature, type ReceivedRequest } from './request-signature.ts';
import type { NameIdParts } from './response.ts';
import {
  addressOf,
  chooseAcsUrl,
  findServiceProvider,
  nameOf,
  type Registration,
  type ServiceProvider,
} from './service-provider.ts';
import { clearSession, readSession, writeSession } from './session-cookie.ts';
import { NO_SWITCHES, readSwitches, type Switches } from './switches.ts';

export interface TenantIdp extends Idp {
  readonly keys: IdpKeys;
  readonly serviceProvider: Registration;
  /** What a sign-in that begins here asks the application for, such as `/reports/weekly?from=idp`. */
  readonly defaultRelayState: string;
}

/** A request as it came, and where its answer will go. */
interface Purpose {
  readonly request: AuthnRequest | null;
  readonly relayState: string | null;
  readonly serviceProvider: ServiceProvider;
  readonly acsUrl: string;
}

/** As what somebody is known to the application, by SessionIndex: this process forgets it when it ends. */
const names = new Map<string, NameIdParts>();

/** Creates the app that serves these identity providers; each is at the path of its slug. */
export function createIdpApp(idps: readonly TenantIdp[]): Hono<IdpEnvironment> {
  const app = new Hono<IdpEnvironment>();
  const bySlug = (c: IdpContext) => {
    const found = idps.find(({ slug }) => slug === c.req.param('slug'));
    if (found === undefined) throw new Refusal('No such identity provider', 'Check the address.', 404);
    return found;
  };

  app.use(async (c, next) => {
    c.set('nonce', randomBytes(16).toString('base64'));
    // A page on the Internet whose name has been pointed at this machine gets nothing.
    const { hostname } = new URL(c.req.url);
    if (hostname !== 'localhost' && hostname !== '127.0.0.1') {
      throw new Refusal('Not served under this name', 'Use http://localhost.', 421);
    }
    await next();
  });

  app.get('/', (c) => sendPage(c, listPage(idps, c.get('nonce'))));

  app.get('/:slug/metadata', (c) => {
    const idp = bySlug(c);
    return c.body(buildIdpMetadata(idp, idp.keys), 200, { 'Content-Type': 'application/samlmetadata+xml' });
  });

  app.get('/:slug', (c) => {
    const idp = bySlug(c);
    const people = peopleOf(idp.slug);
    const signedIn = readSession(c, people)?.person ?? null;
    const props = {
      idpName: idp.displayName,
      slug: idp.slug,
      people,
      suggested: signedIn && { person: signedIn, why: 'signed in' },
      unknownHint: null,
      signedIn,
      purpose: {
        request: null,
        defaultRelayState: idp.defaultRelayState,
        application: nameOf(idp.serviceProvider),
      },
    };
    return sendPeople(c, props, addressOf(idp.serviceProvider));
  });

  app.get('/:slug/sso', async (c) => {
    const xml = decodeRedirect(parameter(c.req.query('SAMLRequest'), 'SAMLRequest'));
    const rawQuery = new URL(c.req.url).search.slice(1);
    return handleRequest(c, bySlug(c), { xml, rawQuery }, c.req.query('RelayState') ?? null);
  });

  app.post('/:slug/sso', async (c) => {
    const form = await readForm(c);
    const xml = decodePost(parameter(form.get('SAMLRequest'), 'SAMLRequest'));
    return handleRequest(c, bySlug(c), { xml, rawQuery: null }, form.get('RelayState'));
  });

  app.post('/:slug/sign-in', async (c) => {
    const idp = bySlug(c);
    const form = await readForm(c);
    const person = peopleOf(idp.slug).find(({ id }) => id === form.get('person'));
    if (person === undefined) throw new Refusal('Nobody chosen', 'Go back and choose a person.');
    const request = form.get('request');
    const purpose = await readPurpose(
      idp,
      request === null ? null : decodePost(request),
      form.get('relayState'),
    );
    const switches = readSwitches(form);
    const signedIn = { person, authnInstant: Date.now(), sessionIndex: `_${randomUUID()}` };
    writeSession(c, idp.slug, signedIn);
    return sendPerson(c, purpose, answerFacts(idp, purpose, switches), signedIn);
  });

  app.post('/:slug/sign-out', async (c) => {
    const idp = bySlug(c);
    const session = readSession(c, peopleOf(idp.slug));
    clearSession(c, idp.slug);
    const name = names.get(session?.sessionIndex ?? '');
    const serviceProvider = name && (await findServiceProvider(idp.serviceProvider));
    // Who was never sent there, or to an application that takes no logouts, is signed out here alone.
    if (session === null || name === undefined || serviceProvider?.logoutUrl == null) {
      return c.redirect(`/${idp.slug}`, 303);
    }
    return c.redirect(requestLogout(logoutFacts(idp, serviceProvider), name, session.sessionIndex), 303);
  });

  app.get('/:slug/slo', async (c) => {
    const idp = bySlug(c);
    const facts = logoutFacts(idp, await findServiceProvider(idp.serviceProvider));
    const received = await receiveLogout(new URL(c.req.url).search.slice(1), facts);
    if (received.kind === 'response') {
      const isDone = received.statusCodes.join() === STATUS_SUCCESS;
      return sendPage(c, signedOutPage({ slug: idp.slug, isDone }, c.get('nonce')));
    }
    const session = readSession(c, peopleOf(idp.slug));
    const { sessionIndexes } = received;
    const isMeant = sessionIndexes.length === 0 || sessionIndexes.includes(session?.sessionIndex ?? '');
    if (isMeant) clearSession(c, idp.slug);
    return c.redirect(answerLogout(facts, received.id, c.req.query('RelayState') ?? null), 303);
  });

  app.notFound(() => {
    throw new Refusal('Nothing here', 'Check the address.', 404);
  });

  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    return sendPage(c, problemPage(error, c.get('nonce')), { status: error.status });
  });
  return app;
}

/** Answers at once where somebody is signed in or nobody may be asked; else asks who it is. */
async function handleRequest(
  c: IdpContext,
  idp: TenantIdp,
  received: ReceivedRequest,
  relayState: string | null,
): Promise<Response> {
  const { xml } = received;
  const purpose = await readPurpose(idp, xml, relayState);
  const { signingCertificates, authnRequestsSigned } = purpose.serviceProvider;
  const isRequired = authnRequestsSigned || idp.wantAuthnRequestsSigned === true;
  await checkRequestSignature(received, signingCertificates, isRequired);
  const { request } = purpose;
  const people = peopleOf(idp.slug);
  const session = readSession(c, people);
  const hint = request?.subject ?? c.req.query('login_hint') ?? null;
  const hinted = hint === null ? null : findByHint(people, hint);

  const sessionFits =
    session !== null && !request?.forceAuthn && (hint === null || hinted === session.person);
  const facts = answerFacts(idp, purpose, NO_SWITCHES);
  if (sessionFits) return sendPerson(c, purpose, facts, session);
  if (request?.isPassive) return sendAnswer(c, purpose, await answerNoPassive(facts));
  const props = {
    idpName: idp.displayName,
    slug: idp.slug,
    people,
    suggested: suggest(hinted, session),
    unknownHint: hinted === null ? hint : null,
    signedIn: session?.person ?? null,
    purpose: {
      request: Buffer.from(xml).toString('base64'),
      relayState,
      acsUrl: purpose.acsUrl,
      forceAuthn: request?.forceAuthn ?? false,
    },
  };
  return sendPeople(c, props, new URL(purpose.acsUrl));
}

/** Signing out goes by way of the application, where somebody is signed in. */
function sendPeople(c: IdpContext, props: PeoplePageProps, application: URL): Response | Promise<Response> {
  const options = props.signedIn === null ? {} : { formTarget: application };
  return sendPage(c, peoplePage(props, c.get('nonce')), options);
}

function suggest(hinted: Person | null, session: SignedInPerson | null) {
  if (hinted !== null) return { person: hinted, why: 'suggested' };
  return session && { person: session.person, why: 'signed in' };
}

async function readPurpose(idp: TenantIdp, xml: string | null, relayState: string | null): Promise<Purpose> {
  const request = xml === null ? null : readAuthnRequest(xml, signInUrl(idp));
  const serviceProvider = await findServiceProvider(idp.serviceProvider);
  const acsUrl = chooseAcsUrl(serviceProvider, request);
  return { request, relayState, serviceProvider, acsUrl };
}

function answerFacts(idp: TenantIdp, purpose: Purpose, switches: Switches): AnswerFacts {
  const { request, serviceProvider, acsUrl } = purpose;
  return {
    idpEntityId: idpEntityId(idp),
    keys: idp.keys,
    spEntityId: serviceProvider.entityId,
    acsUrl,
    request,
    switches,
    now: Date.now(),
  };
}

function logoutFacts(idp: TenantIdp, serviceProvider: ServiceProvider): LogoutFacts {
  return {
    idpEntityId: idpEntityId(idp),
    logoutUrl: logoutUrl(idp),
    serviceProvider,
    key: idp.keys.first,
    now: Date.now(),
  };
}

/** Signs a person in at the application, and remembers under which name that was. */
async function sendPerson(
  c: IdpContext,
  purpose: Purpose,
  facts: AnswerFacts,
  signedIn: SignedInPerson,
): Promise<Response> {
  const xml = await answerWithPerson(facts, signedIn);
  const name = readSentName(xml);
  if (name !== null) names.set(signedIn.sessionIndex, name);
  return sendAnswer(c, purpose, xml);
}

function sendAnswer(
  c: IdpContext,
  { acsUrl, relayState }: Purpose,
  xml: string,
): Response | Promise<Response> {
  const samlResponse = Buffer.from(xml).toString('base64');
  const markup = answerPage({ acsUrl, samlResponse, relayState: relayState || null }, c.get('nonce'));
  return sendPage(c, markup, { formTarget: new URL(acsUrl) });
}

async function readForm(c: IdpContext): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text());
}

function parameter(value: string | null | undefined, name: string): string {
  if (value) return value;
  throw new Refusal('Incomplete request', `${name} is missing.`);
}
