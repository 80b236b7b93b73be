/** What Cloudflare keeps of requests by itself, as wrangler.toml has it deployed. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const DEPLOYED = readFileSync(new URL('../../wrangler.toml', import.meta.url), 'utf8');

/** The settings of a table, without comments. */
function settingsOf(table: string): readonly string[] {
  const [, text = ''] = DEPLOYED.split(`\n[${table}]\n`);
  const [settings = ''] = text.split(/^\[/m);
  return settings.split('\n').filter((line) => /^\w/.test(line));
}

test('our own lines are kept, and none with the address of a request, which may be a deep link or name somebody', () => {
  expect(settingsOf('observability')).toEqual(['enabled = true', 'redact_query_string = true']);
  expect(settingsOf('observability.logs')).toEqual(['enabled = true', 'invocation_logs = false']);
});
