/**
 * `/console/tenants/<slug>/setup-links`: links with which the customer's administrator sets his identity provider up: made, listed,
 * revoked. A link is in the answer to the post that made it and nowhere else. I/O: the tenant's record.
 */
import * as v from 'valibot';
import {
  MAX_SETUP_LINK_NOTE,
  type SetupLink,
  setupLinkEnd,
  setupLinkState,
} from '../../../administration/setup-link.ts';
import { describeIssues, describeKind } from '../../../tenants/field-rules.ts';
import { setupLinkInput } from '../../api/operations/setup-links.ts';
import { refuse, refuseFields } from '../../api/problem-codes.ts';
import { PersonData, showControls } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { setupLinkUrl } from '../../setup-link-url.ts';
import { ErrorSummary, Field, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { ShownOnce } from '../shown-once.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { nameAuthor } from './author-name.ts';
import { ConfirmPage } from './confirm.tsx';
import { Select } from './controls.tsx';
import { fieldErrors } from './field-errors.ts';
import { readWhole } from './field-values.ts';
import { TenantFrame } from './frame.tsx';
import { Tag } from './tag.tsx';
import { changeContext, showUnknown, type TenantVisit } from './visit.tsx';

const NAMES = {
  note: { name: 'note', label: 'Whom it is for' },
  validForHours: { name: 'validForHours', label: 'The time' },
};
const LIFETIMES = [
  ['1', 'an hour'],
  ['24', 'a day'],
  ['168', '7 days'],
  ['720', '30 days'],
] as const;
const USUAL_LIFETIME = '168';

/** Lists the links. */
export function listSetupLinks(visit: TenantVisit): Promise<Response> {
  return show(visit, 200, {});
}

/** Makes a link, and shows it. */
export async function makeSetupLink(visit: TenantVisit): Promise<Response> {
  const { c, record, state, href } = visit;
  const { form, settings, now } = c.var;
  const typed = { note: form.text('note'), validForHours: readWhole(form.text('validForHours')) };
  const parsed = v.safeParse(setupLinkInput, typed, { message: describeKind });
  if (!parsed.success) {
    return show(visit, 422, fieldErrors(refuseFields('body_invalid', describeIssues(parsed.issues)), NAMES));
  }
  const { note, validForHours = Number(USUAL_LIFETIME) } = parsed.output;
  const expiresAt = setupLinkEnd(validForHours, now);
  const made = await record.createSetupLink({ note, expiresAt }, changeContext(visit));
  if (!made.ok) return show(visit, 422, fieldErrors(refuse(made.failure.code), NAMES));
  const content = (
    <TenantFrame visit={visit} tab="setup-links" heading="The new set-up link">
      <p class="lead">
        Copy it now: it is shown this once. Send it to <PersonData text={note} /> in a way that others do not
        read.
      </p>
      <section class="panel" aria-label="The link">
        <ShownOnce
          id="setup-link"
          secret={setupLinkUrl(state.slug, made.value.secret, settings)}
          label="Copy the link"
        />
        <p>
          Whoever has it can save drafts of the connection until <When at={expiresAt} now={now} />. You
          publish them.
        </p>
        <p class="actions">
          <a class="button" href={`${href}/setup-links`}>
            I have sent it
          </a>
        </p>
      </section>
    </TenantFrame>
  );
  return page(c, content);
}

/** Asks whether to revoke a link. */
export async function askToRevokeSetupLink(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const link = (await record.setupLinks()).find(({ id }) => id === c.req.param('link'));
  if (link === undefined) return showUnknown(c, 'set-up link');
  const content = (
    <ConfirmPage
      visit={visit}
      tab="setup-links"
      title={`Revoke the link for ${link.note}?`}
      action={`${href}/setup-links/${link.id}/revoke`}
      label="Revoke the link"
      back={`${href}/setup-links`}
    >
      <p class="lead">
        Whoever is in by it is out from that moment on. Drafts that were saved stay. You can make another
        link.
      </p>
    </ConfirmPage>
  );
  return page(c, content);
}

/** Revokes it. */
export async function revokeSetupLink(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const revoked = await record.revokeSetupLink(c.req.param('link') ?? '', changeContext(visit));
  return revoked === null
    ? showUnknown(c, 'set-up link')
    : c.redirect(`${href}/setup-links?done=link-revoked`, 303);
}

async function show(visit: TenantVisit, status: 200 | 422, errors: FieldErrors): Promise<Response> {
  const { c, site, record, state, href } = visit;
  const links = await record.setupLinks();
  const { form } = c.var;
  const content = (
    <TenantFrame visit={visit} tab="setup-links">
      <ErrorSummary errors={errors} />
      <p class="lead">
        With a link the customer’s administrator enters his identity provider himself, without an account.
        What he saves is a draft.
      </p>
      <section class="panel flush" aria-label="Set-up links">
        <Table
          caption="Set-up links"
          columns={['For', 'Made', 'Last used', 'Ends']}
          empty="There are none yet."
          rows={links.map((link) => rowOf(link, site.now, href))}
        />
      </section>
      {state.deleted === null ? (
        <section class="panel" aria-labelledby="make">
          <h3 id="make">Make a link</h3>
          <form method="post" action={`${href}/setup-links`}>
            <FormToken site={site} />
            <Field
              name="note"
              label="Whom it is for"
              hint="A name is enough, such as “Grace, IT”. It stands in the audit trail."
              value={form.text('note')}
              error={errors['note']}
              maxlength={MAX_SETUP_LINK_NOTE}
            />
            <Select
              name="validForHours"
              label="Good for"
              value={form.text('validForHours') || USUAL_LIFETIME}
              options={LIFETIMES}
              error={errors['validForHours']}
            />
            <p class="actions">
              <button type="submit">Make the link</button>
            </p>
          </form>
        </section>
      ) : null}
    </TenantFrame>
  );
  return page(c, content, status);
}

function rowOf(link: SetupLink, now: number, href: string) {
  const { id, note, author, createdAt, lastUsedAt, revokedAt, finishedAt, expiresAt } = link;
  const state = setupLinkState(link, now);
  const isUsable = state === 'usable';
  return {
    head: (
      <>
        <PersonData text={note} />
        <span class="tags">
          {isUsable ? null : <Tag mood={state === 'finished' ? 'good' : 'bad'}>{state}</Tag>}
        </span>
      </>
    ),
    cells: [
      <>
        <When at={createdAt} now={now} />
        <small>
          by <PersonData text={nameAuthor(author)} />
        </small>
      </>,
      <When at={lastUsedAt} now={now} never="not opened yet" />,
      <When at={revokedAt ?? finishedAt ?? expiresAt} now={now} />,
    ],
    actions: isUsable ? (
      <a href={`${href}/setup-links/${id}/revoke`} aria-label={`Revoke the link for ${showControls(note)}`}>
        Revoke
      </a>
    ) : (
      ''
    ),
  };
}
