/**
 * The first step of the guided set-up: which identity provider it is, and what to enter there, in the words of its own
 * screens. The choice is in the address, so that it needs no script and no storage.
 */
import type { Child } from 'hono/jsx';
import type { ServiceProvider } from '../../tenants/service-provider.ts';
import { CopyValue } from '../console/tenants/copy-value.tsx';
import { SETUP_PATH } from '../setup-link-url.ts';
import { ANY_OTHER } from './vendors/any-other.ts';
import type { Vendor } from './vendors/vendor.ts';
import { VENDORS } from './vendors/vendors.ts';

interface VendorGuideProps {
  /** Null as long as it is not chosen. */
  readonly vendor: Vendor | null;
  readonly serviceProvider: Pick<ServiceProvider, 'entityId' | 'acsUrl'>;
  /** Null where logouts are not served. */
  readonly sloUrl: string | null;
}

/** Renders the choice, and what to do there. */
export function VendorGuide({ vendor, serviceProvider: { entityId, acsUrl }, sloUrl }: VendorGuideProps) {
  const shown = vendor ?? ANY_OTHER;
  const { nameId, signing, encryption, people, attributes, pitfalls } = shown;
  const settings = [
    ['Name identifier', nameId],
    ['Signature', signing],
    ['Encryption', encryption],
    ['Who may sign in', people],
  ] as const;
  return (
    <section class="step" aria-labelledby="ours">
      <h2 id="ours">1. Enter our values at your identity provider</h2>
      <nav class="chips" aria-label="Your identity provider">
        {VENDORS.map(({ id, name }) => (
          <a href={`${SETUP_PATH}?vendor=${id}#ours`} aria-current={id === vendor?.id ? 'true' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      {vendor === null ? <p>Choose yours, and this page uses the words of its screens.</p> : null}
      <h3>Where to click</h3>
      <ol class="clicks">
        {shown.steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
      <h3>Values to copy there</h3>
      <dl class="facts own">
        <Fact term={shown.entityId}>
          <CopyValue id="entity-id" text={entityId} name="Entity ID" />
        </Fact>
        <Fact term={shown.acsUrl}>
          <CopyValue id="acs-url" text={acsUrl} name="ACS URL" />
        </Fact>
        {sloUrl === null || shown.sloUrl === null ? null : (
          <Fact term={shown.sloUrl}>
            <CopyValue id="slo-url" text={sloUrl} name="Logout URL" />
          </Fact>
        )}
        <Fact term={shown.ownMetadata ?? 'Our metadata, if it is asked for'}>
          <CopyValue id="metadata-url" text={entityId} name="Metadata URL" />
          <a href="/sso/metadata" download="saml-metadata.xml">
            Download our metadata
          </a>
        </Fact>
      </dl>
      <h3>What else to set there</h3>
      <dl class="facts">
        {settings.map(([topic, [where, what]]) => (
          <Fact term={topic} small={where}>
            {what}
          </Fact>
        ))}
      </dl>
      <h3>Attributes to send</h3>
      <p class="hint">{attributes.where}</p>
      <dl class="facts">
        {attributes.sent.map(([name, source]) => (
          <Fact term={name}>
            <span class="quiet">from</span> {source}
          </Fact>
        ))}
      </dl>
      {pitfalls.length === 0 ? null : (
        <div class="notice warn">
          <h3>Good to know</h3>
          <ul class="sentences">
            {pitfalls.map((pitfall) => (
              <li>{pitfall}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

interface FactProps {
  readonly term: string;
  readonly small?: string;
  readonly children?: Child;
}

/** A term with its description. */
export function Fact({ term, small, children }: FactProps) {
  return (
    <div>
      <dt>
        {term}
        {small === undefined ? null : <small>{small}</small>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
