/** What was odd about metadata that was taken all the same: told once, since the record does not keep it. */
import type { Context } from 'hono';
import type { TenantWarning } from '../../../tenants/warnings.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import type { SignedInEnv } from '../env.ts';
import { ConsoleLayout, consoleSite } from '../layout.tsx';
import { TENANTS_HREF } from './addresses.ts';

interface Saved {
  readonly title: string;
  /** Where to go on. */
  readonly href: string;
}

/** Shows the page. */
export function showMetadataWarnings(
  c: Context<SignedInEnv>,
  warnings: readonly Pick<TenantWarning, 'message'>[],
  { title, href }: Saved,
): Response | Promise<Response> {
  const crumbs = [{ label: 'Tenants', href: TENANTS_HREF }];
  const content = (
    <ConsoleLayout site={consoleSite(c)} title={title} section="tenants" crumbs={crumbs}>
      <div class="notice warn" role="status">
        <h2>Its metadata could be used, but it is odd</h2>
        <ul>
          {warnings.map(({ message }) => (
            <li>
              <PersonData text={message} />
            </li>
          ))}
        </ul>
      </div>
      <p class="actions">
        <a class="button" href={href}>
          Go on
        </a>
      </p>
    </ConsoleLayout>
  );
  return page(c, content);
}
