/** A browser at the console of the whole Worker, inside workerd, and an operator's account to use it with. */
import { env } from 'cloudflare:workers';
import { Secret, TOTP } from 'otpauth';
import { createApp } from '../../src/app.ts';
import type { Env } from '../../src/settings.ts';

export const ORIGIN = 'http://localhost:8787';
/** The tenant whose people may be operators. */
export const STAFF = 'staff';
export const STAFF_ORIGIN = `http://${STAFF}.localhost:8787`;
export const PASSWORD = 'wet otters juggle plums';

const app = createApp();

type Fields = Readonly<Record<string, string | readonly string[]>>;

export class Browser {
  readonly cookies = new Map<string, string>();
  readonly address = crypto.randomUUID();
  readonly #env: Env;

  constructor(setupSecret: string | null = null) {
    const secret = setupSecret === null ? {} : { OPERATOR_SETUP_SECRET: setupSecret };
    this.#env = { ...env, OPERATOR_TENANT: STAFF, ...secret };
  }

  /** Reads a page, or posts fields; headers of null are left out. */
  async send(
    path: string,
    fields: Fields | null = null,
    headers: Readonly<Record<string, string | null>> = {},
  ) {
    const body = new URLSearchParams();
    for (const [name, values] of Object.entries(fields ?? {})) {
      for (const value of [values].flat()) body.append(name, value);
    }
    const sent = {
      Accept: 'text/html',
      'CF-Connecting-IP': this.address,
      'Sec-Fetch-Site': 'same-origin',
      Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...headers,
    };
    const answer = await app.fetch(
      new Request(path.startsWith('http') ? path : `${ORIGIN}${path}`, {
        redirect: 'manual',
        method: fields === null ? 'GET' : 'POST',
        ...(fields === null ? {} : { body }),
        headers: Object.entries(sent).filter((header): header is [string, string] => header[1] !== null),
      }),
      this.#env,
      {} as ExecutionContext,
    );
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const { status, headers: answered } = answer;
    return { status, location: answered.get('Location'), text: await answer.text(), headers: answered };
  }

  /** The token of this session's forms. */
  async formToken(): Promise<string> {
    const { text } = await this.send('/console/account');
    return /name="formToken" value="([^"]+)"/.exec(text)?.[1] ?? '';
  }

  async post(path: string, fields: Fields) {
    return this.send(path, { formToken: await this.formToken(), ...fields });
  }
}

/** Makes an account, and gives its signed-in browser with every secret that it was shown or chose. */
export async function makeOperator(displayName = 'Ada') {
  const setupSecret = `${crypto.randomUUID()}${crypto.randomUUID()}`;
  const browser = new Browser(setupSecret);
  const email = `${crypto.randomUUID()}@example.com`;
  await browser.send('/console/first-account', { setupSecret, email, displayName, password: PASSWORD });
  const page = await browser.send('/console/enrol');
  const [, shown = ''] = /id="totp-secret">([A-Z2-7 ]+)</.exec(page.text) ?? [];
  const totpSecret = shown.replaceAll(' ', '');
  const enrolment = browser.cookies.get('__Host-operator-enrolment') ?? '';
  const code = new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate();
  const made = await browser.send('/console/enrol', { code });
  const found = made.text.matchAll(/<code>((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})<\/code>/g);
  const recoveryCodes = [...found].map(([, recoveryCode = '']) => recoveryCode);
  return { browser, email, setupSecret, totpSecret, enrolment, recoveryCodes };
}
