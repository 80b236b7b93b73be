/** What a reference number stands for, in words for a terminal. What it tells may be other people's text. Pure. */

import { REFERENCE_KINDS } from '../../src/events/reference-kinds.ts';
import type { ReferenceAnswer, ReferenceItemAnswer } from '../../src/http/api/answers/reference.ts';
import { MENDERS } from '../../src/http/console/tenants/menders.ts';
import { type Style, visible } from '../inspect/terminal-text.ts';

const OUTCOMES = {
  signed_in: 'somebody was signed in',
  restarted: 'it began anew',
  refused: 'it was refused',
} as const;

/** Writes all of it. */
export function asText({ reference, items }: ReferenceAnswer, style: Style): string {
  return items.map((item) => writeItem(reference, item, style)).join('\n\n');
}

function writeItem(reference: string, item: ReferenceItemAnswer, style: Style): string {
  const { kind, tenant, at, code, outcome, connectionId, durationMilliseconds, details } = item;
  const whose = tenant === null ? 'of the deployment itself' : `of the tenant ${visible(tenant)}`;
  const stages = Object.entries(details?.stages ?? {}).map(([stage, ms]) => `${visible(stage)} ${ms} ms`);
  const lines = [
    style.bold(`${reference}: ${REFERENCE_KINDS[kind]} ${whose}`),
    row('when', at),
    row('how it went', outcome === null ? code : `${OUTCOMES[outcome]}, ${code}`),
    row('connection', connectionId),
    row('took', durationMilliseconds === null ? null : `${durationMilliseconds} ms`),
    row('stages', stages.length === 0 ? null : stages.join(', ')),
    row('served at', details?.colo ?? null),
    row('means', item.explanation?.problem ?? null),
    row('to do', item.explanation && `${item.explanation.remedy} ${MENDERS[item.explanation.mender]}.`),
    row('by', item.author?.name ?? null),
    ...item.changes.map((change) => row('changed', change)),
    row('event', item.delivery && `${item.delivery.eventType} to ${item.delivery.webhookId}`),
    row('delivery', item.delivery && `${item.delivery.state}, after ${item.delivery.tries} tries`),
  ].filter((line) => line !== null);
  return [...lines, ...writeChecks(item.checks, style)].join('\n');
}

function row(name: string, text: string | null): string | null {
  return text === null ? null : `  ${name.padEnd(12)} ${visible(text)}`;
}

function writeChecks(checks: ReferenceItemAnswer['checks'], style: Style): readonly string[] {
  const passed = checks.filter((check) => check.passed).length;
  const failed = checks
    .filter((check) => !check.passed)
    .flatMap(({ code, expected, received }) => [
      `  ${style.bad('failed'.padEnd(12))} ${visible(code)}`,
      `  ${''.padEnd(12)}   expected ${visible(expected)}`,
      `  ${''.padEnd(12)}   received ${received === null ? style.dim('not kept: it may be about a person') : visible(received)}`,
    ]);
  return passed === 0 ? failed : [...failed, `  ${style.good('passed'.padEnd(12))} ${passed} checks`];
}
