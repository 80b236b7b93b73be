/** The development IdP's small pages: the answer that posts itself, a problem, and the list of providers. No I/O. */
import { html, raw } from 'hono/html';
import type { Refusal } from '../refusal.ts';
import { layout, type Markup } from './layout.ts';

export interface AnswerPageProps {
  readonly acsUrl: string;
  /** In base64. */
  readonly samlResponse: string;
  readonly relayState: string | null;
}

/** Renders the form of the POST binding: SAML Bindings 2.0, section 3.5.4. It posts itself; without script there is a button. */
export function answerPage({ acsUrl, samlResponse, relayState }: AnswerPageProps, nonce: string): Markup {
  return layout(
    'Back to the application',
    nonce,
    html`<h1>Back to the application</h1>
<p class="quiet">If nothing happens, press the button.</p>
<form method="post" action="${acsUrl}">
<input type="hidden" name="SAMLResponse" value="${samlResponse}">
${relayState === null ? '' : html`<input type="hidden" name="RelayState" value="${relayState}">`}
<button class="action">Continue to ${new URL(acsUrl).host}</button>
</form>
<script nonce="${nonce}">${raw('document.forms[0].submit();')}</script>`,
  );
}

/** Renders why nobody can be signed in. */
export function problemPage(refusal: Refusal, nonce: string): Markup {
  return layout(
    refusal.title,
    nonce,
    html`<h1>${refusal.title}</h1>
<p>${refusal.message}</p>
<p class="quiet">Nobody was signed in. <a href="/">All identity providers</a></p>`,
  );
}

/** Renders the end of a logout that began here, with what the application said. */
export function signedOutPage(
  { slug, isDone }: { readonly slug: string; readonly isDone: boolean },
  nonce: string,
): Markup {
  return layout(
    'Signed out',
    nonce,
    html`<h1>Signed out</h1>
<p>${isDone ? 'The application says that it has signed you out as well.' : 'The application says that it could not sign you out.'}</p>
<p class="quiet"><a href="/${slug}">Sign in again</a></p>`,
  );
}

/** Renders the identity providers that run here. */
export function listPage(idps: readonly { slug: string; displayName: string }[], nonce: string): Markup {
  return layout(
    'Identity providers',
    nonce,
    html`<h1>Identity providers</h1>
<p class="quiet">Each customer has its own. Open one to begin a sign-in there, to switch the person or to sign out.</p>
<ul class="people">${idps.map(
      ({ slug, displayName }) => html`<li><a class="tile" href="/${slug}">
<span class="avatar" aria-hidden="true">${displayName.slice(0, 1)}</span>
<span><strong><bdi>${displayName}</bdi></strong><small>Metadata at <code>/${slug}/metadata</code></small></span></a></li>`,
    )}</ul>`,
  );
}
