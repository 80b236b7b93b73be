/** A visitor of the development IdP over HTTP: keeps its cookie, reads its pages as a browser without script would. */
import { deflateRawSync } from 'node:zlib';

export interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

/** What an ACS would receive. */
export interface PostedAnswer {
  readonly acsUrl: string;
  readonly xml: string;
  readonly relayState: string | null;
}

export class IdpVisitor {
  readonly origin: string;
  #cookie: string | null = null;

  constructor(origin: string) {
    this.origin = origin;
  }

  async get(path: string): Promise<Response> {
    return this.#keep(await fetch(this.origin + path, { headers: this.#headers(), redirect: 'manual' }));
  }

  async post(path: string, fields: URLSearchParams): Promise<Response> {
    const init = { method: 'POST', body: fields, headers: this.#headers(), redirect: 'manual' } as const;
    return this.#keep(await fetch(this.origin + path, init));
  }

  /** Sends an AuthnRequest by the Redirect binding. */
  redirect(slug: string, xml: string, others: Record<string, string> = {}): Promise<Response> {
    const query = new URLSearchParams({ SAMLRequest: deflateRawSync(xml).toString('base64'), ...others });
    return this.get(`/${slug}/sso?${query}`);
  }

  /** Presses a person's button on the page that asks who it is, with these switches. */
  async choose(page: Response, person: string, switches: [string, string][] = []): Promise<PostedAnswer> {
    const { action, fields } = readForm(await page.text());
    for (const [name, value] of [['person', person], ...switches]) fields.append(name ?? '', value ?? '');
    return readAnswer(await this.post(action, fields));
  }

  #headers(): Record<string, string> {
    return this.#cookie === null ? {} : { Cookie: this.#cookie };
  }

  #keep(response: Response): Response {
    for (const cookie of response.headers.getSetCookie()) {
      this.#cookie = /Max-Age=0/.test(cookie) ? null : (cookie.split(';')[0] ?? null);
    }
    return response;
  }
}

/** Reads the page that would post itself to the ACS. */
export async function readAnswer(page: Response): Promise<PostedAnswer> {
  const { action, fields } = readForm(await page.text());
  const samlResponse = fields.get('SAMLResponse');
  if (samlResponse === null) throw new Error('this page holds no SAMLResponse');
  return {
    acsUrl: action,
    xml: Buffer.from(samlResponse, 'base64').toString('utf8'),
    relayState: fields.get('RelayState'),
  };
}

/** Reads the first form of a page: its text and hidden inputs. */
export function readForm(page: string): Form {
  const form = /<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/.exec(page);
  if (form === null) throw new Error('this page has no form');
  const inputs = (form[2] ?? '').matchAll(
    /<input type="(?:hidden|text)"[^>]*? name="([^"]*)" value="([^"]*)"/g,
  );
  const fields = [...inputs].map(([, name = '', value = '']) => [name, unescapeHtml(value)]);
  return { action: unescapeHtml(form[1] ?? ''), fields: new URLSearchParams(fields) };
}

function unescapeHtml(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => characters[name] ?? '');
}
