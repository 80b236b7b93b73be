/** OpenSAML's samlsign, which signs as Shibboleth does, over what another stranger answers unsigned. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SigningKey } from '../../scripts/x509/signing-key.ts';
import { DIGEST, SIGNATURE } from './algorithm-identifiers.ts';
import { type AnswerForm, makeKeyFolder, type Stranger, type Wishes } from './stranger.ts';

/** The same identity provider, but with samlsign's signatures. The key has to be the one in its metadata. */
export function signWithSamlsign(inner: Stranger, key: SigningKey): Stranger {
  const folder = makeKeyFolder(key);
  const unsigned = { sign: [] } as const;

  /** All paths have to be absolute. An object of an ID is printed alone, with its namespaces. */
  function samlsign(xml: string, id: string | null, { signature, digest }: Wishes): string {
    const document = join(folder, 'document.xml');
    writeFileSync(document, xml);
    const algorithms = ['-alg', signature ?? SIGNATURE.rsaSha256, '-dig', digest ?? DIGEST.sha256];
    const [keyFile, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(folder, name));
    const files = ['-k', keyFile ?? '', '-c', certificate ?? '', '-f', document];
    const part = id === null ? [] : ['-id', id];
    return execFileSync('samlsign', ['-s', ...files, ...algorithms, ...part], { encoding: 'utf8' });
  }

  function sign(form: AnswerForm, wishes: Wishes): AnswerForm {
    let xml = Buffer.from(form.samlResponse, 'base64').toString();
    if (wishes.sign.includes('Assertion')) {
      const [assertion = '', , id = ''] =
        /<(ns\d+:Assertion) [^>]*\bID="([^"]+)"[\s\S]*<\/\1>/.exec(xml) ?? [];
      const signed = samlsign(xml, id, wishes);
      xml = xml.replace(assertion, () => signed);
    }
    if (wishes.sign.includes('Response')) xml = samlsign(xml, null, wishes);
    return { ...form, samlResponse: Buffer.from(xml).toString('base64') };
  }

  return {
    ...inner,
    name: `samlsign over ${inner.name}`,
    version: `${readVersion()} over ${inner.version}`,
    answer: async (request, wishes) => sign(await inner.answer(request, unsigned), wishes),
    answerNobody: async (spEntityId, relayState, wishes) =>
      sign(await inner.answerNobody(spEntityId, relayState, unsigned), wishes),
    close() {
      inner.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** samlsign does not tell its own. */
function readVersion(): string {
  try {
    const query = ['--show', '--showformat', '$' + '{Version}', 'opensaml-tools'];
    return execFileSync('dpkg-query', query, { encoding: 'utf8' }).split('-')[0] ?? '';
  } catch {
    return 'OpenSAML';
  }
}
