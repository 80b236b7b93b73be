/** What a developer reads once everything answers. No I/O. */
import { styleText } from 'node:util';
import type { StartOptions } from './options.ts';
import type { Seeded } from './seed.ts';

export interface WelcomeFacts {
  readonly options: StartOptions;
  readonly devVarsPath: string;
  /** Makes one account of the console; printed, since this is a developer's own machine. */
  readonly operatorSetupSecret: string;
  /** The names of the secrets that were made just now. */
  readonly made: readonly string[];
  readonly tenants: readonly Seeded[];
}

/** Builds the lines: addresses first, each where a terminal lets one click it. */
export function buildWelcome({
  options,
  devVarsPath,
  operatorSetupSecret,
  made,
  tenants,
}: WelcomeFacts): string {
  const origin = (host: string) => `http://${host}:${options.port}`;
  const [first] = tenants;
  const rows: (readonly [title: string, text: string] | null)[] = [
    ...tenants.map(({ slug }) => [slug, link(origin(`${slug}.localhost`))] as const),
    null,
    ['try', link(`${origin(`${first?.slug}.localhost`)}/docs/42?tab=notes#top`)],
    ['', quiet('sign in as anybody, and be back on that very page')],
    null,
    ...tenants.map(
      ({ slug }, index) =>
        [index === 0 ? 'from the IdP' : '', link(`http://localhost:${options.idpPort}/${slug}`)] as const,
    ),
    ['operator', `${link(origin('localhost'))} ${quiet('API, with its reference: /api/v1')}`],
    ['console', link(`${origin('localhost')}/console/first-account`)],
    ['', `${quiet('its first account takes the set-up secret')} ${operatorSetupSecret}`],
    ['secrets', `${devVarsPath}${made.length > 0 ? quiet(`, made: ${made.join(', ')}`) : ''}`],
  ];
  const notes = tenants
    .filter(({ kept }) => kept)
    .map(
      ({ slug }) =>
        `  ${slug} is not as it would be seeded, and was left as it is. To start over, DELETE it by the API.\n`,
    );
  const lines = rows.map((row) =>
    row === null ? '' : `  ${styleText('bold', row[0].padEnd(13))} ${row[1]}`,
  );
  return `\n${lines.join('\n')}\n\n${notes.join('')}${notes.length > 0 ? '\n' : ''}  ${quiet('Ctrl-C ends all of it. Below is what the Worker logs.')}\n`;
}

function link(url: string): string {
  return styleText('cyan', url);
}

function quiet(text: string): string {
  return styleText('dim', text);
}
