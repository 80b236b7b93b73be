/** The benchmark as people run it, with the least of everything: what it prints has its shape. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BENCH = new URL('../../scripts/bench.ts', import.meta.url).pathname;

test('prints one line of JSON with cases, peers, the Worker, session checks, the gateway and sign-ins', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH, '--quick', '--json'], {
    env: { ...process.env, BENCH_TINY: '1' },
  });
  const above = expect.toSatisfy((figure) => typeof figure === 'number' && figure > 0);
  const peer = { ms: above, times_slower: above };
  expect(JSON.parse(stdout)).toEqual({
    cases: [
      {
        name: 'okta, 9 KB, both signatures',
        bytes: expect.toSatisfy((bytes) => bytes > 8_000 && bytes < 10_000),
        ours_ms: above,
        floor_ms: above,
        peers: { 'node-saml': peer, samlify: peer, xmldsigjs: peer, xmlsec1: peer },
      },
    ],
    on_workerd: [
      {
        name: 'okta, 9 KB, both signatures',
        bytes: above,
        ours_ms: above,
        floor_ms: above,
        peers: { 'node-saml': peer },
      },
    ],
    worker: { gzip_bytes: above, startup_ms: above },
    session: { bare_rps: above, checked_rps: above },
    gateway: { bare_proxy_rps: above, passed_rps: above },
    sign_in: { rps: above, bare_post_rps: above },
  });
}, 300_000);

test.each(['bench', 'fuzz', 'differential'])(
  '%s tells its options, also to whoever gives it others',
  async (name) => {
    const script = new URL(`../../scripts/${name}.ts`, import.meta.url).pathname;
    const { stdout: usage, stderr } = await promisify(execFile)(process.execPath, [script, '--help']);
    expect(usage).toContain(`npm run ${name} -- [--`);
    expect(stderr).toBe('');
    const refused = promisify(execFile)(process.execPath, [script, '--slow']);
    await expect(refused).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Unknown option '--slow'[^\n]*\n\nnpm run /),
    });
  },
);
