/** What puts an account into an authenticator app: its secret as a picture and as text, and the field for the app's first code. */
import { makeTotpSecret, TOTP_SECRET_OCTETS, totpUri } from '../../operators/totp.ts';
import { Field } from './fields.tsx';
import { QrCode } from './qr-code.tsx';

/** Of 160 bits, base 32: none that somebody made up is shorter. */
const TOTP_SECRET = /^[A-Z2-7]{32}$/;

/** Makes an app's secret. */
export function newTotpSecret(): string {
  return makeTotpSecret(crypto.getRandomValues(new Uint8Array(TOTP_SECRET_OCTETS)));
}

/** Reads a secret that went through a form, so that what was scanned counts; a new one in place of anything else. */
export function readTotpSecret(posted: string): string {
  return TOTP_SECRET.test(posted) ? posted : newTotpSecret();
}

interface AuthenticatorAppProps {
  readonly totpSecret: string;
  readonly issuer: string;
  readonly account: string;
  readonly error: string | undefined;
}

/** Renders them; the code's field is `code`. */
export function AuthenticatorApp({ totpSecret, issuer, account, error }: AuthenticatorAppProps) {
  return (
    <>
      <p class="path">Scan this with an authenticator app, such as the one that keeps your passwords.</p>
      <QrCode text={totpUri(totpSecret, issuer, account)} label={`QR code for the account ${account}`} />
      <p class="path">Or type this key into the app:</p>
      <code class="secret" id="totp-secret">
        {totpSecret.replace(/.{4}(?=.)/g, '$& ')}
      </code>
      <Field
        name="code"
        label="Code"
        inputmode="numeric"
        autocomplete="one-time-code"
        hint="The six digits that the app shows now."
        error={error}
        maxlength={10}
      />
    </>
  );
}
