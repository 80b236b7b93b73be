/** Every attribute the identity provider sent, none left out and none made up. */
import type { Attribute } from '../../saml/assertion.ts';
import type { Messages } from './messages/en.ts';
import { pluralOf } from './messages/plural.ts';
import { PersonData, Uri } from './person-data.tsx';
import { ATTRIBUTE_WORDS } from './plain-words.ts';

/** Lists longer than this are folded behind their first values. */
const MAX_UNFOLDED_VALUES = 8;
const FIRST_VALUES = 5;

interface AttributeListProps {
  readonly attributes: readonly Attribute[];
  readonly messages: Messages;
}

/** Shows the attributes in the order they were sent. */
export function AttributeList({ attributes, messages }: AttributeListProps) {
  return (
    <section class="stub" aria-labelledby="attributes">
      <h2 id="attributes">
        {messages.attributes} <span class="quiet">{attributes.length}</span>
      </h2>
      {attributes.length === 0 ? (
        <p class="quiet">{messages.noAttributes}</p>
      ) : (
        <dl>
          {attributes.map((attribute) => (
            <div>
              <AttributeName attribute={attribute} messages={messages} />
              <dd>
                <Values values={attribute.values} messages={messages} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

interface AttributeNameProps {
  readonly attribute: Attribute;
  readonly messages: Messages;
}

function AttributeName({ attribute: { name, friendlyName }, messages }: AttributeNameProps) {
  const word = ATTRIBUTE_WORDS[name];
  const words = word && messages.plainWord(word);
  const also = friendlyName === name || friendlyName === word ? null : friendlyName;
  return (
    <dt>
      <PersonData text={words ?? also ?? name} />
      {words !== undefined && also !== null ? <Uri text={also} /> : null}
      {words === undefined && also === null ? null : <Uri text={name} />}
    </dt>
  );
}

interface ValuesProps {
  readonly values: readonly string[];
  readonly messages: Messages;
}

function Values({ values, messages }: ValuesProps) {
  const [only] = values;
  if (only === undefined) return <span class="quiet">{messages.noValue}</span>;
  if (values.length === 1) return <Value text={only} messages={messages} />;
  if (values.length <= MAX_UNFOLDED_VALUES) return <ValueList values={values} messages={messages} />;
  return (
    <>
      <ValueList values={values.slice(0, FIRST_VALUES)} messages={messages} />
      <details>
        <summary>{sayHowManyMore(values.length, messages)}</summary>
        <ValueList values={values.slice(FIRST_VALUES)} messages={messages} />
      </details>
    </>
  );
}

function sayHowManyMore(all: number, { moreValues, locale }: Messages): string {
  const more = all - FIRST_VALUES;
  return pluralOf(moreValues, more, locale).replace('{more}', `${more}`).replace('{all}', `${all}`);
}

function ValueList({ values, messages }: ValuesProps) {
  return (
    <ul>
      {values.map((value) => (
        <li>
          <Value text={value} messages={messages} />
        </li>
      ))}
    </ul>
  );
}

function Value({ text, messages }: { readonly text: string; readonly messages: Messages }) {
  return text === '' ? <span class="quiet">{messages.emptyValue}</span> : <PersonData text={text} />;
}
