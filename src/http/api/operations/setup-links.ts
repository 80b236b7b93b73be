/**
 * Set-up links: with one of them a customer's administrator sets his identity provider up. What he saves is a draft. A secret
 * is in the answer that makes it, and nowhere else.
 */
import * as v from 'valibot';
import {
  MAX_SETUP_LINK_NOTE,
  SETUP_LINK_HOURS,
  type SetupLink,
  setupLinkEnd,
  setupLinkState,
} from '../../../administration/setup-link.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { closed, text, wholeNumber } from '../../../tenants/field-rules.ts';
import { setupLinkUrl } from '../../setup-link-url.ts';
import { isRefusal } from '../answer.ts';
import { newSetupLinkAnswer, type SetupLinkAnswer, setupLinksAnswer } from '../answers/setup-link.ts';
import { operation, operationWithBody } from '../operation.ts';
import { refuse, refuseFields } from '../problem-codes.ts';
import { findTenant } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

/** What a link is made of. */
export const setupLinkInput = closed({
  note: v.pipe(
    text(MAX_SETUP_LINK_NOTE),
    v.description('Whom it is for, as lists and the audit trail show it.'),
  ),
  validForHours: v.pipe(
    v.optional(wholeNumber(SETUP_LINK_HOURS.shortest, SETUP_LINK_HOURS.longest)),
    v.description(
      `How long it can be opened: ${SETUP_LINK_HOURS.usual} by default. It ends no later than the caller’s own key.`,
    ),
  ),
});
export type SetupLinkInput = v.InferInput<typeof setupLinkInput>;

const listSetupLinks = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/setup-links',
  operationId: 'listSetupLinks',
  tag: 'Set-up links',
  summary: 'List the set-up links of a tenant',
  description: 'The newest first, all on one page; those that have ended too, for as long as there is room.',
  scope: 'tenants:read',
  answers: { 200: ['The links, without their secrets.', setupLinksAnswer] },
  async handle(call, found) {
    const links = await found.record.setupLinks();
    return { status: 200, body: { items: links.map((link) => presentSetupLink(link, call.now)) } };
  },
});

const createSetupLink = operationWithBody({
  method: 'POST',
  path: '/tenants/{slug}/setup-links',
  operationId: 'createSetupLink',
  tag: 'Set-up links',
  summary: 'Make a set-up link',
  description: 'The answer holds the link, this once: only the hash of its secret is stored.',
  scope: 'tenants:write',
  schema: () => setupLinkInput,
  answers: { 201: ['The link.', newSetupLinkAnswer] },
  problems: ['tenant_unknown', 'tenant_deleted', 'too_many_setup_links'],
  async handle({ body, expiresAt: ownEnd, author, settings, now, ...call }) {
    const { note, validForHours } = body;
    const end = setupLinkEnd(validForHours ?? SETUP_LINK_HOURS.usual, now);
    // A key that was lent for a day shall not live on in a link.
    if (validForHours !== undefined && ownEnd !== null && end > ownEnd) {
      const message = 'would end later than your own key';
      return refuseFields('body_invalid', [{ path: 'validForHours', message }]);
    }
    const found = await findTenant(call, call.path.slug);
    if (isRefusal(found)) return found;
    const expiresAt = Math.min(end, ownEnd ?? end);
    const made = await found.record.createSetupLink({ note, expiresAt }, { author, now });
    if (!made.ok) return refuse(made.failure.code);
    const { link, secret } = made.value;
    const url = setupLinkUrl(found.state.slug, secret, settings);
    return { status: 201, body: { ...presentSetupLink(link, now), url } };
  },
});

const revokeSetupLink = operation({
  method: 'DELETE',
  path: '/tenants/{slug}/setup-links/{setupLinkId}',
  operationId: 'revokeSetupLink',
  tag: 'Set-up links',
  summary: 'Revoke a set-up link',
  description: 'What it has opened ends with it, at once. Drafts that were saved stay.',
  scope: 'tenants:write',
  answers: { 204: ['It has ended.', null] },
  problems: ['tenant_unknown', 'setup_link_unknown'],
  async handle(call) {
    const { slug, setupLinkId } = call.path;
    const found = await findTenant(call, slug);
    if (isRefusal(found)) return found;
    const revoked = await found.record.revokeSetupLink(setupLinkId, { author: call.author, now: call.now });
    return revoked === null ? refuse('setup_link_unknown') : { status: 204 };
  },
});

function presentSetupLink({ author, ...link }: SetupLink, now: number): SetupLinkAnswer {
  const at = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    ...link,
    state: setupLinkState(link, now),
    createdAt: formatInstant(link.createdAt),
    createdBy: author,
    expiresAt: formatInstant(link.expiresAt),
    firstOpenedAt: at(link.firstOpenedAt),
    lastUsedAt: at(link.lastUsedAt),
    finishedAt: at(link.finishedAt),
    revokedAt: at(link.revokedAt),
  };
}

export const SETUP_LINK_OPERATIONS = [listSetupLinks, createSetupLink, revokeSetupLink];
