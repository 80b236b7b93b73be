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
}

/** Renders the choice, and what to do there. */
export function VendorGuide({ vendor, serviceProvider: { entityId, acsUrl } }: VendorGuideProps) {
  const shown = vendor ?? ANY_OTHER;
  const { nameId, signing, encryption, people, attributes, pitfalls } = shown;
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
      <ol class="clicks">
        {shown.steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
      <dl class="facts">
        <Fact term={shown.entityId}>
          <CopyValue id="entity-id" text={entityId} name="Entity ID" />
        </Fact>
        <Fact term={shown.acsUrl}>
          <CopyValue id="acs-url" text={acsUrl} name="ACS URL" />
        </Fact>
        <Fact term={shown.ownMetadata === null ? 'Our metadata' : shown.ownMetadata}>
          <CopyValue id="metadata-url" text={entityId} name="Metadata URL" />{' '}
          <a href="/sso/metadata" download="saml-metadata.xml">
            Download our metadata
          </a>
        </Fact>
        {[nameId, signing, encryption, people].map(([where, what]) => (
          <Fact term={where}>{what}</Fact>
        ))}
        <Fact term={attributes.where}>
          <ul>
            {attributes.sent.map(([name, source]) => (
              <li>
                <code>{name}</code> <span class="quiet">from</span> {source}
              </li>
            ))}
          </ul>
        </Fact>
      </dl>
      {pitfalls.length === 0 ? null : (
        <div class="notice">
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

/** A term with its description. */
export function Fact({ term, children }: { readonly term: string; readonly children?: Child }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
