/**
 * `/console/keys`: API keys, made and revoked. A key is shown in the answer to the post that made it and nowhere else: not
 * in an address, a log or the storage. I/O: the operators' accounts.
 */
import type { Context } from 'hono';
import { type ApiKey, isUsable, KEY_ID_OCTETS, makeApiKey } from '../../operators/api-key.ts';
import { checkApiKeyInput } from '../../operators/api-key-input.ts';
import { operatorAuthor } from '../../operators/operator.ts';
import { SCOPE_WORDS, SCOPES } from '../../operators/scopes.ts';
import { hashSecret, SECRET_OCTETS } from '../../operators/secret-text.ts';
import { sealApiKey } from '../api-key-seal.ts';
import { PersonData, showControls } from '../pages/person-data.tsx';
import { page } from '../respond.ts';
import { ConfirmPage } from './confirm-page.tsx';
import type { SignedInEnv } from './env.ts';
import { ErrorSummary, Field, type FieldErrors } from './fields.tsx';
import { FormToken } from './form-token.tsx';
import { ConsoleLayout, type ConsoleSite, consoleSite } from './layout.tsx';
import { ShownOnce } from './shown-once.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

const DAY = 86_400_000;

/** Lists the keys. */
export function listKeys(c: Context<SignedInEnv>): Promise<Response> {
  return show(c, 200, {});
}

/** Makes a key, and shows it. */
export async function makeKey(c: Context<SignedInEnv>): Promise<Response> {
  const { form, accounts, operator, now, settings } = c.var;
  const days = form.text('expiresInDays');
  const input = {
    name: form.text('name'),
    scopes: form.all('scopes'),
    expiresInDays: days === 'never' ? null : Number(days || Number.NaN),
  };
  const checked = checkApiKeyInput(input, SCOPES);
  if (!checked.ok)
    return show(c, 422, Object.fromEntries(checked.failure.map(({ path }) => [path, WRONG[path]])));
  const { name, scopes, expiresInDays } = checked.value;
  const random = (octets: number) => crypto.getRandomValues(new Uint8Array(octets));
  const key = makeApiKey(random(KEY_ID_OCTETS), random(SECRET_OCTETS));
  const expiresAt = expiresInDays === null ? null : now + expiresInDays * DAY;
  const stored = { id: key.id, secretHash: hashSecret(key.secret), name, scopes, expiresAt };
  const written = await sealApiKey(key, settings);
  await accounts.makeKey(stored, operatorAuthor(operator), now);
  const site = consoleSite(c);
  const crumbs = [{ label: 'Keys', href: '/console/keys' }];
  return page(
    c,
    <ConsoleLayout site={site} title="Your new key" section="keys" crumbs={crumbs}>
      <p class="lead">
        Copy it now: it is shown this once. What is kept is a hash, so nobody can tell it to you later.
      </p>
      <section class="panel" aria-label="The key">
        <p>
          <strong>
            <PersonData text={name} />
          </strong>
        </p>
        <ShownOnce id="api-key" secret={written} label="Copy the key" />
        <p>
          Send it as <code>Authorization: Bearer esk_…</code>
        </p>
        <p class="actions">
          <a class="button" href="/console/keys">
            I have kept it
          </a>
        </p>
      </section>
    </ConsoleLayout>,
  );
}

/** Asks whether to revoke a key. */
export async function askToRevokeKey(c: Context<SignedInEnv>): Promise<Response> {
  const key = (await c.var.accounts.listKeys()).find(({ id }) => id === c.req.param('id'));
  if (key === undefined || key.revokedAt !== null) return c.redirect('/console/keys', 303);
  const content = (
    <ConfirmPage
      site={consoleSite(c)}
      section="keys"
      title={`Revoke ${key.name}?`}
      text="Whatever uses it is refused from that moment on. It cannot be brought back; you can make another key."
      action={`/console/keys/${key.id}/revoke`}
      label="Revoke the key"
      back={{ label: 'Keys', href: '/console/keys' }}
    />
  );
  return page(c, content);
}

/** Revokes a key. */
export async function revokeKey(c: Context<SignedInEnv>): Promise<Response> {
  const { accounts, operator, now } = c.var;
  await accounts.revokeKey(c.req.param('id') ?? '', operatorAuthor(operator), now);
  return c.redirect('/console/keys?done=revoked', 303);
}

const WRONG = {
  name: 'Give it a name of at most 80 characters.',
  scopes: 'Tick what it may do: one thing or more.',
  expiresInDays: 'Choose when it expires.',
} as const;

async function show(c: Context<SignedInEnv>, status: 200 | 422, errors: FieldErrors): Promise<Response> {
  const site = consoleSite(c);
  const keys = await c.var.accounts.listKeys();
  const done = c.req.query('done') === 'revoked' ? 'The key is revoked.' : null;
  const content = (
    <ConsoleLayout site={site} title="API keys" section="keys" done={done}>
      <p class="lead">
        Keys let programs call the API. Give each program its own, with no more than it needs.
      </p>
      <ErrorSummary errors={errors} />
      <section class="panel flush" aria-label="Keys">
        <Table
          caption="API keys"
          columns={['Name', 'May', 'Made', 'Last used', 'Expires']}
          empty="There are no keys yet. The form below makes one."
          rows={keys.map((key) => rowOf(key, site.now))}
        />
      </section>
      <MakeKeyForm site={site} c={c} errors={errors} />
    </ConsoleLayout>
  );
  return page(c, content, status);
}

function rowOf(key: ApiKey, now: number) {
  const usable = isUsable(key, now);
  return {
    head: (
      <>
        <PersonData text={key.name} />
        <small>
          <code>esk_{key.id}</code>
        </small>
      </>
    ),
    cells: [
      key.scopes.map((scope) => <span class="tag">{scope}</span>),
      <>
        <When at={key.createdAt} now={now} />
        <small>
          by <PersonData text={key.createdBy} />
        </small>
      </>,
      <When at={key.lastUsedAt} now={now} />,
      key.revokedAt === null ? (
        <>
          {usable ? null : <span class="tag over">expired</span>}
          <When at={key.expiresAt} now={now} />
        </>
      ) : (
        <>
          <span class="tag over">revoked</span>
          <When at={key.revokedAt} now={now} />
        </>
      ),
    ],
    actions:
      key.revokedAt === null ? (
        <a href={`/console/keys/${key.id}/revoke`} aria-label={`Revoke ${showControls(key.name)}`}>
          Revoke
        </a>
      ) : (
        ''
      ),
  };
}

interface MakeKeyFormProps {
  readonly site: ConsoleSite;
  readonly c: Context<SignedInEnv>;
  readonly errors: FieldErrors;
}

function MakeKeyForm({ site, c, errors }: MakeKeyFormProps) {
  const { form } = c.var;
  const chosen = form.text('expiresInDays') || '365';
  return (
    <section class="panel" aria-labelledby="make-key">
      <h2 id="make-key">Make a key</h2>
      <form method="post" action="/console/keys">
        <FormToken site={site} />
        <Field
          name="name"
          label="Name"
          hint="What will use it, such as “billing” or “nightly import”."
          value={form.text('name')}
          error={errors['name']}
          maxlength={80}
        />
        <fieldset
          id="scopes"
          tabindex={-1}
          aria-describedby={errors['scopes'] === undefined ? undefined : 'scopes-error'}
        >
          <legend>What it may do</legend>
          {errors['scopes'] === undefined ? null : (
            <p class="error" id="scopes-error">
              {errors['scopes']}
            </p>
          )}
          <div class="columns">
            {SCOPES.map((scope) => (
              <label class="choice">
                <input
                  type="checkbox"
                  name="scopes"
                  value={scope}
                  checked={form.all('scopes').includes(scope)}
                />
                <span>
                  <code>{scope}</code>
                  <small>{SCOPE_WORDS[scope]}</small>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <div class="form-field">
          <label for="expiresInDays">Expires</label>
          <select id="expiresInDays" name="expiresInDays">
            {EXPIRIES.map(([value, label]) => (
              <option value={value} selected={value === chosen}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <p class="actions">
          <button type="submit">Make the key</button>
        </p>
      </form>
    </section>
  );
}

const EXPIRIES = [
  ['30', 'in 30 days'],
  ['90', 'in 90 days'],
  ['365', 'in a year'],
  ['never', 'never'],
] as const;
