/** A verdict for people: what it is, what to do about it, and every check that led to it. Pure. */
import type { Assertion } from '../../src/saml/assertion.ts';
import { explain } from '../../src/sign-in/explain.ts';
import type { Mender } from '../../src/sign-in/explanations/explanation.ts';
import type { Inspection, InspectionCheck } from './inspect-case.ts';
import type { InspectionFailure } from './inspection-failure.ts';
import { columns, GAP, type Style, visible, wrap } from './terminal-text.ts';

const MENDERS: Readonly<Record<Mender, string>> = {
  'identity-provider': 'at the identity provider',
  'service-provider': 'in this connection’s settings',
  operator: 'by whoever runs this service',
  person: 'by the person signing in',
};

const MIN_WIDTH = 80;
const INDENT = '  ';
const MARK_WIDTH = 1;

/** Writes a verdict for a terminal of `width` columns. */
export function asText(inspection: Inspection, style: Style, width: number): string {
  const usable = Math.max(width, MIN_WIDTH);
  const verdict = inspection.accepted
    ? acceptance(inspection.assertion, style, usable)
    : refusal(inspection.refusal, style, usable);
  const warnings = inspection.warnings.map(({ code, detail }) => `${INDENT}! ${code}: ${visible(detail)}`);
  return [
    ...verdict,
    ...(warnings.length === 0 ? [] : ['', style.bold('Warnings'), ...warnings]),
    '',
    ...checkTable(inspection.checks, style, usable),
  ].join('\n');
}

function acceptance(
  { nameId, authnStatements, attributes }: Assertion,
  style: Style,
  width: number,
): string[] {
  const sessionIndex = authnStatements.find(({ sessionIndex }) => sessionIndex !== null)?.sessionIndex;
  return [
    style.good(style.bold('✓ Accepted')),
    '',
    ...facts(
      [
        ['NameID', nameId === null ? 'none' : nameId.value],
        ...(nameId === null ? [] : ([['Format', nameId.format]] as const)),
        ['SessionIndex', sessionIndex ?? 'none'],
      ],
      width,
    ),
    '',
    style.bold(`Attributes (${attributes.length})`),
    ...facts(
      attributes.map(({ name, values }) => [name, values.join(', ')]),
      width,
    ),
  ];
}

function refusal(refused: InspectionFailure, style: Style, width: number): string[] {
  const { code, expected, received } = refused.failure;
  return [
    style.bad(style.bold(`✗ Refused: ${code}`)),
    '',
    ...facts(
      [
        ['expected', expected],
        ['received', received],
      ],
      width,
    ),
    ...(refused.about === 'response' ? advice(refused.failure.code, width) : []),
  ];
}

function advice(code: Parameters<typeof explain>[0], width: number): string[] {
  const { problem, mender, remedy } = explain(code).administrator;
  return ['', ...wrap(problem, width), ...wrap(`To be mended ${MENDERS[mender]}: ${remedy}`, width)];
}

/** Names and values that came with the message, in two columns. */
function facts(pairs: readonly (readonly [string, string])[], width: number): string[] {
  const shown = pairs.map((pair) => pair.map(visible));
  const nameWidth = Math.min(Math.max(0, ...shown.map(([name = '']) => name.length)), Math.floor(width / 2));
  return shown.flatMap((pair) =>
    columns(pair, [nameWidth, width - INDENT.length - nameWidth - GAP.length]).map((line) => INDENT + line),
  );
}

function checkTable(checks: readonly InspectionCheck[], style: Style, width: number): string[] {
  const failed = checks.filter(({ passed }) => !passed).length;
  const codeWidth = Math.max('check'.length, ...checks.map(({ code }) => code.length));
  const taken = INDENT.length + MARK_WIDTH + codeWidth + 3 * GAP.length;
  const factWidth = Math.floor((width - taken) / 2);
  const row = (...cells: readonly string[]) =>
    columns(cells, [MARK_WIDTH, codeWidth, factWidth, factWidth]).map((line) => INDENT + line);
  return [
    style.bold(`Checks (${checks.length - failed} passed, ${failed} failed)`),
    ...row('', 'check', 'expected', 'received').map(style.dim),
    ...checks.flatMap(({ code, passed, expected, received }) =>
      row(passed ? '✓' : '✗', code, visible(expected), visible(received)).map(
        passed ? style.plain : style.bad,
      ),
    ),
  ];
}
