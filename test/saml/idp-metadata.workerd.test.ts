/** Certificates and URLs are read by the platform, so the same tests run on the platform that counts. */
import './idp-metadata.test.ts';
import './idp-metadata-keys.test.ts';
import './idp-metadata-values.test.ts';
