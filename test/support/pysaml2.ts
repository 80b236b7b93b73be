/** PySAML2 as an identity provider: another implementation, in another language, in a process of its own on loopback. */
import { spawnSync } from 'node:child_process';
import type { SigningKey } from '../../scripts/x509/signing-key.ts';
import { type LogoutStranger, startStranger } from './stranger.ts';

/** Debian's interpreter, which is the one that has Debian's PySAML2. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = new URL('../interop/pysaml2_idp.py', import.meta.url).pathname;

/** Starts it with this key. */
export async function startPySaml2(key: SigningKey): Promise<LogoutStranger> {
  requirePySaml2();
  return startStranger({ name: 'PySAML2', command: PYTHON, args: [SCRIPT], key });
}

function requirePySaml2(): void {
  if (spawnSync(PYTHON, ['-c', 'import saml2']).status === 0) return;
  throw new Error(
    'This test needs PySAML2 and xmlsec1: apt-get install -y --no-install-recommends python3-pysaml2 xmlsec1',
  );
}
