/** One operation in the reference: folded, its address and what it does; unfolded, all that goes in and comes out. */
import { Marked } from './marked-text.tsx';
import type { ApiDocument } from './openapi.ts';
import { listFields, nameSchema, type SchemaField } from './schema-fields.ts';

type DocumentedOperation = ApiDocument['paths'][string][string];

interface OperationReferenceProps {
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
  readonly schemas: ApiDocument['components']['schemas'];
}

/** Renders an operation. */
export function OperationReference({ method, path, operation, schemas }: OperationReferenceProps) {
  const [[type, body] = []] = Object.entries(operation.requestBody?.content ?? {});
  const fields = body === undefined ? [] : listFields(body.schema, schemas);
  return (
    <details class="operation" id={operation.operationId}>
      <summary>
        <span class={`method ${method.toLowerCase()}`}>{method}</span>
        <code class="route">{breakable(path)}</code>
        <span class="what">{operation.summary}</span>
      </summary>
      {operation.description === undefined ? null : (
        <p>
          <Marked text={operation.description} />
        </p>
      )}
      <p class="quiet">
        Scope <code>{operation['x-scope']}</code>
      </p>
      <Fields
        title="Parameters"
        fields={operation.parameters.map(({ name, in: place, required, description, schema }) => ({
          name,
          type: place,
          isRequired: required,
          default: 'default' in schema ? JSON.stringify(schema.default) : null,
          description,
        }))}
      />
      {body === undefined ? null : <Fields title={`Body, ${type}`} fields={fields} />}
      <h3>Answers</h3>
      <dl>
        {Object.entries(operation.responses).map(([status, answer]) => (
          <div>
            <dt>{status}</dt>
            <dd>
              {answer.description.split('\n').map((line) => (
                <span class="line">
                  <Marked text={line} />
                </span>
              ))}
              <AnswerFields answer={answer} schemas={schemas} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function AnswerFields({
  answer,
  schemas,
}: {
  readonly answer: DocumentedOperation['responses'][string];
  readonly schemas: ApiDocument['components']['schemas'];
}) {
  const schema =
    'content' in answer && 'application/json' in answer.content
      ? answer.content['application/json'].schema
      : null;
  if (schema === null) return null;
  return (
    <details>
      <summary>{nameSchema(schema)}</summary>
      <Fields title={null} fields={listFields(schema, schemas)} />
    </details>
  );
}

function Fields({
  title,
  fields,
}: {
  readonly title: string | null;
  readonly fields: readonly SchemaField[];
}) {
  if (fields.length === 0) return null;
  return (
    <>
      {title === null ? null : <h3>{title}</h3>}
      <dl class="fields">
        {fields.map((field) => (
          <div>
            <dt>
              <code>{breakable(field.name)}</code>
              <small>
                {field.type}
                {field.isRequired ? ', required' : ''}
                {field.default === null ? '' : `, default ${field.default}`}
              </small>
            </dt>
            <dd>
              <Marked text={field.description} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Lets a long address or name break behind its dots and slashes. */
function breakable(text: string) {
  return (
    <>
      {text.split(/(?<=[/.])/).map((part) => (
        <>
          {part}
          <wbr />
        </>
      ))}
    </>
  );
}
