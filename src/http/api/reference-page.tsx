/**
 * The reference of the API as a page: made of the OpenAPI document alone, so that neither can say what the other does not. No
 * script; operations fold by themselves.
 */
import { raw } from 'hono/html';
import { Layout, type Site } from '../pages/layout.tsx';
import { Marked, Paragraphs } from './marked-text.tsx';
import type { ApiDocument } from './openapi.ts';
import { OperationReference } from './operation-reference.tsx';
import { PROBLEMS } from './problem-codes.ts';
import { REFERENCE_STYLES } from './reference-styles.ts';

interface ReferencePageProps {
  readonly site: Site;
  readonly document: ApiDocument;
}

/** Renders the reference. */
export function ReferencePage({ site, document }: ReferencePageProps) {
  const [{ url } = { url: '' }] = document.servers;
  const styles = <style nonce={site.nonce}>{raw(REFERENCE_STYLES)}</style>;
  return (
    <Layout site={site} title="API reference" wide head={styles}>
      <h1>API reference</h1>
      <p class="address">
        <code>{url}</code>
        <a href="/api/v1/openapi.json">OpenAPI document</a>
      </p>
      <nav aria-label="Chapters">
        <ul>
          {document.tags.map(({ name }) => (
            <li>
              <a href={`#${anchor(name)}`}>{name}</a>
            </li>
          ))}
          <li>
            <a href="#problems">Problems</a>
          </li>
        </ul>
      </nav>
      <Paragraphs text={document.info.description} />
      <pre>
        <code>{`curl ${url}/tenants \\\n  -H "Authorization: Bearer $API_KEY"`}</code>
      </pre>
      {document.tags.map(({ name, description }) => (
        <section aria-labelledby={anchor(name)}>
          <h2 id={anchor(name)}>{name}</h2>
          <p class="quiet">
            <Marked text={description} />
          </p>
          {listOperations(document, name).map(([method, path, operation]) => (
            <OperationReference
              method={method}
              path={path}
              operation={operation}
              schemas={document.components.schemas}
            />
          ))}
        </section>
      ))}
      <section aria-labelledby="problems">
        <h2 id="problems">Problems</h2>
        <p class="quiet">
          Every refusal has one of these codes. Go by the code; the sentences are for people and may change.
        </p>
        <dl class="problems">
          {Object.entries(PROBLEMS).map(([code, [status, title, detail]]) => (
            <div>
              <dt>
                <code>{code}</code> {status}
              </dt>
              <dd>
                {title}. <span class="quiet">{detail}</span>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </Layout>
  );
}

function anchor(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

function listOperations(document: ApiDocument, tag: string) {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      operation.tags.includes(tag as (typeof operation.tags)[number])
        ? [[method.toUpperCase(), path, operation] as const]
        : [],
    ),
  );
}
