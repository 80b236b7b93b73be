/** What the tests need besides npm's packages. None of them is ever skipped: what is missing is installed or named. */
import { spawnSync } from 'node:child_process';

export interface Prerequisite {
  readonly what: string;
  readonly debianPackages: string;
  /** Ends with status 0 where it is there. */
  readonly probe: readonly [command: string, ...args: string[]];
}

const PREREQUISITES: readonly Prerequisite[] = [
  {
    what: 'Chromium at /usr/bin/chromium, for the browser tests',
    debianPackages: 'chromium',
    probe: ['/usr/bin/chromium', '--version'],
  },
  {
    what: 'xmlsec1, a second opinion on signatures',
    debianPackages: 'xmlsec1',
    probe: ['xmlsec1', '--version'],
  },
  {
    what: 'xmllint, a second opinion on XML',
    debianPackages: 'libxml2-utils',
    probe: ['xmllint', '--version'],
  },
  {
    what: 'PySAML2 for /usr/bin/python3, a stranger’s identity provider',
    debianPackages: 'python3-pysaml2',
    probe: ['/usr/bin/python3', '-c', 'import saml2'],
  },
  {
    what: 'samlsign, OpenSAML’s signatures',
    debianPackages: 'opensaml-tools',
    probe: ['sh', '-c', 'command -v samlsign'],
  },
  {
    what: 'SimpleSAMLphp, another identity provider',
    debianPackages: 'simplesamlphp',
    probe: ['test', '-e', '/usr/share/simplesamlphp/www/index.php'],
  },
  {
    what: 'PHP with XML and SQLite, which runs it',
    debianPackages: 'php-cli php-xml php-sqlite3',
    probe: ['php', '-r', 'exit(extension_loaded("dom") && extension_loaded("pdo_sqlite") ? 0 : 1);'],
  },
];

const INSTALLER = new URL('../../.ci/install-tools', import.meta.url).pathname;

/** Installs what is missing where it can, and returns what is missing still. */
export function installPrerequisites(): readonly Prerequisite[] {
  if (findMissing().length > 0) spawnSync(INSTALLER, { stdio: 'inherit' });
  return findMissing();
}

/** One sentence for whoever can install it. */
export function adviseOn({ what, debianPackages }: Prerequisite): string {
  return `Missing: ${what}. On Debian: apt-get install -y --no-install-recommends ${debianPackages}`;
}

function findMissing(): readonly Prerequisite[] {
  return PREREQUISITES.filter(({ probe: [command, ...args] }) => spawnSync(command, args).status !== 0);
}
