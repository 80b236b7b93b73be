/** The first middleware: a deployment without its settings serves nothing, and says what it lacks. */
import { createMiddleware } from 'hono/factory';
import { readSettings } from '../settings.ts';
import type { HostEnv } from './context.ts';
import { messagesFor } from './language.ts';
import { UnconfiguredPage } from './pages/unconfigured-page.tsx';
import { prefersJson } from './prefers.ts';
import { page, problem } from './respond.ts';

/** Reads the settings; without them, 503 with the names of what is missing. */
export const requireSettings = createMiddleware<HostEnv>(async (c, next) => {
  const settings = readSettings(c.env);
  if (settings.ok) {
    c.set('settings', settings.value);
    return next();
  }
  const problems = settings.failure;
  console.error(JSON.stringify({ event: 'unconfigured', problems: problems.map(({ name }) => name) }));
  if (prefersJson(c.req.raw)) {
    const title = 'This deployment is not set up yet';
    return problem(c, 503, { code: 'unconfigured', title, problems });
  }
  return page(
    c,
    <UnconfiguredPage nonce={c.var.nonce()} messages={messagesFor(c)} problems={problems} />,
    503,
  );
});
