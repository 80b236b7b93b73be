/** A deployment that lacks settings, for whoever deploys it: which ones, what for, and the command. Names only, never values. */
import { Layout } from './layout.tsx';
import type { Messages } from './messages/en.ts';
import { pluralOf } from './messages/plural.ts';

export interface UnconfiguredPageProps {
  readonly nonce: string;
  readonly messages: Messages;
  readonly problems: readonly SettingProblem[];
}

interface SettingProblem {
  /** As in wrangler.toml: `COOKIE_KEYS`. */
  readonly name: string;
  readonly kind: 'secret' | 'variable';
  /** One sentence: what is wrong with it, or what it is for. */
  readonly problem: string;
}

/** Renders the list of what to set. */
export function UnconfiguredPage({ nonce, messages, problems }: UnconfiguredPageProps) {
  const site = {
    nonce,
    productName: 'edge-saml',
    supportName: messages.thoseInCharge,
    supportEmail: null,
    tenant: null,
    messages,
    isSwitchable: false,
  };
  return (
    <Layout site={site} title={messages.unconfiguredTitle} mood="attention">
      <h1>{messages.unconfiguredTitle}</h1>
      <p>{pluralOf(messages.unconfigured, problems.length, messages.locale)}</p>
      <ul class="settings" lang="en">
        {problems.map(({ name, kind, problem }) => (
          <li>
            <h2>
              <code>{name}</code>
            </h2>
            <p>{problem}</p>
            {kind === 'secret' ? (
              <pre>{`npx wrangler secret put ${name}`}</pre>
            ) : (
              <pre>{`# wrangler.toml\n[vars]\n${name} = "…"`}</pre>
            )}
          </li>
        ))}
      </ul>
      <p class="quiet" lang="en">
        On your own machine, <code>npm start</code> puts what is missing into <code>.dev.vars</code>.
      </p>
    </Layout>
  );
}
