/** Whom to sign in as: for a request of the application, or to begin here. No I/O. */
import { html } from 'hono/html';
import type { Person } from '../people.ts';
import { CLOCK_CHOICES, FAULTS, HASH_CHOICES, KEY_CHOICES, NO_SWITCHES, SIGN_CHOICES } from '../switches.ts';
import { layout, type Markup } from './layout.ts';

export interface PeoplePageProps {
  readonly idpName: string;
  readonly slug: string;
  readonly people: readonly Person[];
  /** Shown first, with the reason in one word. */
  readonly suggested: { readonly person: Person; readonly why: string } | null;
  /** A hint of the application that is about nobody here. */
  readonly unknownHint: string | null;
  readonly signedIn: Person | null;
  /** What the sign-in is for; without a request it begins here. */
  readonly purpose:
    | {
        readonly request: string;
        readonly relayState: string | null;
        readonly acsUrl: string;
        readonly forceAuthn: boolean;
      }
    | { readonly request: null; readonly defaultRelayState: string; readonly application: string };
}

/** Renders the sign-in page or, without a request, the page on which one begins at the identity provider. */
export function peoplePage(props: PeoplePageProps, nonce: string): Markup {
  const { slug, people, suggested, purpose, signedIn } = props;
  const others = people.filter((person) => person !== suggested?.person);
  return layout(
    `Sign in at ${props.idpName}`,
    nonce,
    html`<h1>${purpose.request === null ? `Open ${purpose.application}` : `Sign in at ${props.idpName}`}</h1>
${introduction(props)}
<form method="post" action="/${slug}/sign-in">
${purposeFields(purpose)}
<ul class="people">
${suggested === null ? '' : personTile(suggested.person, suggested.why)}
${others.map((person) => personTile(person, null))}
</ul>
${switches()}
</form>
${signedIn === null ? '' : signOut(slug, signedIn)}`,
  );
}

function introduction({ idpName, purpose, unknownHint }: PeoplePageProps): Markup {
  if (purpose.request === null) {
    return html`<p class="quiet">from ${idpName}. Choose who you are: the application gets an answer that it did not ask for (IdP-initiated sign-in).</p>`;
  }
  return html`<p class="quiet">to continue to <strong>${new URL(purpose.acsUrl).host}</strong>${
    purpose.forceAuthn ? ', which asks to sign in anew (ForceAuthn)' : ''
  }</p>
${unknownHint === null ? '' : html`<p>The application suggests <strong><bdi>${unknownHint}</bdi></strong>, who is not known here.</p>`}`;
}

function purposeFields(purpose: PeoplePageProps['purpose']): Markup {
  if (purpose.request === null) {
    return html`<div class="field"><label for="relay-state">Where to, in the application (RelayState)</label>
<input type="text" id="relay-state" name="relayState" value="${purpose.defaultRelayState}" autocomplete="off" spellcheck="false"></div>`;
  }
  return html`<input type="hidden" name="request" value="${purpose.request}">
${purpose.relayState === null ? '' : html`<input type="hidden" name="relayState" value="${purpose.relayState}">`}`;
}

function personTile(person: Person, why: string | null): Markup {
  return html`<li><button class="tile" name="person" value="${person.id}">
<span class="avatar" aria-hidden="true">${person.displayName.slice(0, 1)}</span>
<span><strong><bdi>${person.displayName}</bdi>${why === null ? '' : html` <span class="badge">${why}</span>`}</strong>
<small>${person.about}</small></span></button></li>`;
}

function switches(): Markup {
  return html`<details><summary>What developers need to try</summary>
${select('sign', 'What is signed', SIGN_CHOICES, NO_SWITCHES.sign)}
${select('key', 'Signing key', KEY_CHOICES, NO_SWITCHES.key)}
${select('hash', 'Hash of the signature', HASH_CHOICES, NO_SWITCHES.hash)}
${select('clock', 'Clock of the identity provider', CLOCK_CHOICES, NO_SWITCHES.clock)}
<fieldset><legend>Something wrong with the answer</legend>
${Object.entries(FAULTS).map(
  ([fault, words]) =>
    html`<label class="check"><input type="checkbox" name="fault" value="${fault}">${words}</label>`,
)}
</fieldset></details>`;
}

function select(
  name: string,
  label: string,
  choices: Readonly<Record<string, string>>,
  chosen: string,
): Markup {
  return html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">
${Object.entries(choices).map(([value, words]) =>
  value === chosen
    ? html`<option value="${value}" selected>${words}</option>`
    : html`<option value="${value}">${words}</option>`,
)}
</select></div>`;
}

function signOut(slug: string, signedIn: Person): Markup {
  return html`<form method="post" action="/${slug}/sign-out">
<button class="plain">Sign <bdi>${signedIn.displayName}</bdi> out here and at the application</button></form>`;
}
