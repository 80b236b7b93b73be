/** A verdict for machines: one line of JSON, whose shape is a promise. Pure. */
import type { Assertion } from '../../src/saml/assertion.ts';
import type { Inspection } from './inspect-case.ts';

/** Writes a verdict as one line. With a name it is a line of many, and begins with it. */
export function asJson(inspection: Inspection, name: string | null): string {
  const { checks } = inspection;
  const verdict = inspection.accepted
    ? { accepted: true, claims: claims(inspection.assertion), checks }
    : { accepted: false, ...inspection.refusal.failure, checks };
  return JSON.stringify(name === null ? verdict : { name, ...verdict });
}

/** Attributes of one name are one here, whatever their NameFormats: their values follow in document order. */
function claims({ nameId, attributes, authnStatements }: Assertion) {
  const values = new Map<string, string[]>();
  for (const attribute of attributes) {
    const merged = values.get(attribute.name) ?? [];
    for (const value of attribute.values) merged.push(value);
    values.set(attribute.name, merged);
  }
  return {
    nameId: nameId === null ? null : { value: nameId.value, format: nameId.format },
    // Defines keys and never sets them, so that `__proto__` is one like any other.
    attributes: Object.fromEntries(values),
    sessionIndex: authnStatements.find(({ sessionIndex }) => sessionIndex !== null)?.sessionIndex ?? null,
  };
}
