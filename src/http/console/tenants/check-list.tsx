/** A sign-in check by check: what failed first, each with what was expected and received, who must mend it, and where. */
import type { KeptCheck } from '../../../administration/draft-trial.ts';
import { explain } from '../../../sign-in/explain.ts';
import type { Connection } from '../../../tenants/tenant.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { vendorOf } from '../../setup/vendors/vendors.ts';
import { placeOf } from '../../vendor-places.ts';
import { MENDERS } from './menders.ts';
import { Tag } from './tag.tsx';

interface CheckListProps {
  readonly checks: readonly KeptCheck[];
  /** Whose identity provider it is; null where that is not known. */
  readonly connection: Connection | null;
}

/** Renders the checks. */
export function CheckList({ checks, connection }: CheckListProps) {
  const passed = checks.filter((check) => check.passed);
  return (
    <>
      {checks
        .filter((check) => !check.passed)
        .map((check) => (
          <FailedCheck check={check} connection={connection} />
        ))}
      {passed.length === 0 ? null : (
        <details class="more">
          <summary>{passed.length} checks passed</summary>
          <dl class="facts">
            {passed.map(({ code, expected, received }) => (
              <div>
                <dt>
                  <code>{code}</code>
                </dt>
                <dd>
                  <PersonData text={received === null ? expected : `${expected} – ${received}`} />
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function FailedCheck({
  check,
  connection,
}: { readonly check: KeptCheck } & Pick<CheckListProps, 'connection'>) {
  const { code, expected, received } = check;
  const { problem, remedy, mender } = explain(code).administrator;
  const vendor = connection && vendorOf(connection.identityProvider);
  const place = vendor && mender === 'identity-provider' ? placeOf(vendor, code) : null;
  return (
    <section class="notice wrong" aria-label={problem}>
      <p>
        <Tag mood="bad">failed</Tag> <strong>{problem}</strong>
      </p>
      <dl class="facts">
        <div>
          <dt>Expected</dt>
          <dd>
            <PersonData text={expected} />
          </dd>
        </div>
        <div>
          <dt>Received</dt>
          <dd>{received === null ? <span class="quiet">not kept</span> : <PersonData text={received} />}</dd>
        </div>
        <div>
          <dt>{MENDERS[mender]}</dt>
          <dd>
            {remedy}
            {vendor === null || place === null ? null : (
              <p>
                {vendor.id === 'other' ? 'There: ' : `In ${vendor.name}: `}
                <strong>{place}</strong>
              </p>
            )}
          </dd>
        </div>
        <div>
          <dt>Code</dt>
          <dd>
            <code>{code}</code>
          </dd>
        </div>
      </dl>
    </section>
  );
}
