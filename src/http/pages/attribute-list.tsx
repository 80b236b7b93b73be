/** Every attribute the identity provider sent, none left out and none made up. */
import type { Attribute } from '../../saml/assertion.ts';
import { PersonData, Uri } from './person-data.tsx';
import { ATTRIBUTE_WORDS } from './plain-words.ts';

/** Lists longer than this are folded behind their first values. */
const MAX_UNFOLDED_VALUES = 8;
const FIRST_VALUES = 5;

/** Shows the attributes in the order they were sent. */
export function AttributeList({ attributes }: { readonly attributes: readonly Attribute[] }) {
  return (
    <section class="stub" aria-labelledby="attributes">
      <h2 id="attributes">
        Attributes <span class="quiet">{attributes.length}</span>
      </h2>
      {attributes.length === 0 ? (
        <p class="quiet">The identity provider sent no attributes.</p>
      ) : (
        <dl>
          {attributes.map((attribute) => (
            <div>
              <AttributeName attribute={attribute} />
              <dd>
                <Values values={attribute.values} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function AttributeName({ attribute: { name, friendlyName } }: { readonly attribute: Attribute }) {
  const words = ATTRIBUTE_WORDS[name];
  const also = friendlyName === name || friendlyName === words ? null : friendlyName;
  return (
    <dt>
      <PersonData text={words ?? also ?? name} />
      {words !== undefined && also !== null ? <Uri text={also} /> : null}
      {words === undefined && also === null ? null : <Uri text={name} />}
    </dt>
  );
}

function Values({ values }: { readonly values: readonly string[] }) {
  const [only] = values;
  if (only === undefined) return <span class="quiet">no value sent</span>;
  if (values.length === 1) return <Value text={only} />;
  if (values.length <= MAX_UNFOLDED_VALUES) return <ValueList values={values} />;
  return (
    <>
      <ValueList values={values.slice(0, FIRST_VALUES)} />
      <details>
        <summary>{`${values.length - FIRST_VALUES} more of ${values.length}`}</summary>
        <ValueList values={values.slice(FIRST_VALUES)} />
      </details>
    </>
  );
}

function ValueList({ values }: { readonly values: readonly string[] }) {
  return (
    <ul>
      {values.map((value) => (
        <li>
          <Value text={value} />
        </li>
      ))}
    </ul>
  );
}

function Value({ text }: { readonly text: string }) {
  return text === '' ? <span class="quiet">empty value</span> : <PersonData text={text} />;
}
