/** A customer's administrator without a browser: from a set-up link to a draft, through the forms of the real pages. */
import { createApiClient } from '../../src/api-client/api-client.ts';
import { Visitor } from './visitor.ts';
import { OPERATOR_TOKEN, type TestWorker } from './worker.ts';

/** Enters an identity provider by these fields of the form, saves it, and has the operator publish what he saw. */
export async function setUpAsCustomer(
  worker: TestWorker,
  slug: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const setup = `${worker.origin(slug)}/sso/setup`;
  const tenant = createApiClient({ origin: worker.origin(null), token: OPERATOR_TOKEN }).tenant(slug);
  const { url } = (await tenant.setupLinks.create({ note: 'Grace, IT' })).body;
  const visitor = new Visitor(worker);
  const post = async (path: string, form: Readonly<Record<string, string>>) => {
    const answer = await visitor.visit(`${setup}${path}`, {
      method: 'POST',
      body: `${new URLSearchParams(form)}`,
    });
    if (answer.status >= 400) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  await post('/open', { link: url });
  const page = await (await visitor.visit(setup)).text();
  const token = { formToken: readHidden(page, 'formToken') };
  const review = await (await post('/check', { ...fields, ...token })).text();
  const agreed = { digest: readHidden(review, 'digest'), revision: readHidden(review, 'revision') };
  await post('/save', { ...fields, ...token, ...agreed });
  const { etag } = await tenant.draft.read();
  if (etag === null) throw new Error('the draft has no ETag');
  await tenant.draft.publish({ ifMatch: etag, untested: true });
}

function readHidden(html: string, name: string): string {
  const value = new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1];
  if (value === undefined) throw new Error(`the page has no ${name}`);
  return value;
}
