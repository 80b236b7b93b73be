/** A deployment that lacks settings, for whoever deploys it: which ones, what for, and the command. Names only, never values. */
import { Layout } from './layout.tsx';

export interface UnconfiguredPageProps {
  readonly nonce: string;
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
export function UnconfiguredPage({ nonce, problems }: UnconfiguredPageProps) {
  const site = {
    nonce,
    productName: 'edge-saml',
    supportName: 'whoever runs this site',
    supportEmail: null,
    tenant: null,
  };
  return (
    <Layout site={site} title="Not set up yet" mood="attention">
      <h1>This deployment is not set up yet</h1>
      <p>
        It serves nothing until {problems.length === 1 ? 'this setting is' : 'these settings are'} right. If
        you came to sign in, please try again later.
      </p>
      <ul class="settings">
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
      <p class="quiet">
        On your own machine, <code>npm start</code> puts what is missing into <code>.dev.vars</code>.
      </p>
    </Layout>
  );
}
