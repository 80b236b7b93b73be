/** The HTTP-POST binding's page: SAML Bindings 2.0, section 3.5.4. It submits itself, or has a button to press. */
import { Layout, type Site } from './layout.tsx';
import { PersonData } from './person-data.tsx';

export interface PostFormPageProps {
  readonly site: Site;
  /** The identity provider's endpoint; an https URL that was checked when the connection was saved. */
  readonly action: string;
  /** In order: SAMLRequest or SAMLResponse, RelayState. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** What people call the identity provider. */
  readonly connectionName: string;
  /** What the message is about. */
  readonly purpose?: 'sign-in' | 'sign-out';
}

const SUBMIT = `document.forms[0].submit()`;

/** Renders the form that carries a message to the identity provider. */
export function PostFormPage({
  site,
  action,
  fields,
  connectionName,
  purpose = 'sign-in',
}: PostFormPageProps) {
  const { messages } = site;
  const [title, explain] =
    purpose === 'sign-in'
      ? [messages.goingTitle, messages.signInWith]
      : [messages.leavingTitle, messages.signOutWith];
  return (
    <Layout site={{ ...site, isSwitchable: false }} title={title} script={SUBMIT}>
      <h1>{title}</h1>
      <p>{explain(<PersonData text={connectionName} />)}</p>
      <form method="post" action={action}>
        {fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <p class="actions">
          <button type="submit">{messages.continue}</button>
        </p>
      </form>
    </Layout>
  );
}
