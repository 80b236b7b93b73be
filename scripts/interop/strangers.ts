/** The strangers, the tests that sign in at them, and what has to be installed for that. */

export interface StrangerTests {
  readonly stranger: string;
  readonly files: readonly string[];
  /** Debian's names, as the prerequisites of the tests have them. */
  readonly needs: readonly string[];
}

export const STRANGERS: readonly StrangerTests[] = [
  {
    stranger: 'PySAML2',
    files: ['pysaml2', 'pysaml2-algorithms', 'pysaml2-logout', 'outbound-xml'],
    needs: ['python3-pysaml2', 'xmlsec1', 'libxml2-utils'],
  },
  {
    stranger: 'OpenSAML’s samlsign',
    files: ['samlsign'],
    needs: ['opensaml-tools', 'python3-pysaml2', 'xmlsec1'],
  },
  {
    stranger: 'SimpleSAMLphp',
    files: ['simplesamlphp', 'simplesamlphp-logout'],
    needs: ['simplesamlphp', 'php-cli php-xml php-sqlite3'],
  },
  { stranger: 'samlp', files: ['samlp'], needs: [] },
  { stranger: 'xmlsec1', files: ['xmlsec1'], needs: ['xmlsec1'] },
  { stranger: 'the development IdP', files: ['development-idp'], needs: [] },
];
