/** From the posted form to text: whatever two decoders could read differently is refused. */
import { describe, expect, test } from 'vitest';
import { decodePostForm } from '../../src/saml/post-binding.ts';
import { keepRefused } from '../support/attack-harvest.ts';
import { formBody, GENUINE, toBase64 } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { forged, genuineDocument, swap } from './forging.ts';

const FORM = 'application/x-www-form-urlencoded';
/** Posts a value as SAMLResponse: decoding, reading, verification. */
async function outcomeOfPost(samlResponse: string): Promise<string> {
  const form = new URLSearchParams({ SAMLResponse: samlResponse });
  const posted = decodePostForm(new TextEncoder().encode(form.toString()), FORM);
  if (!posted.ok) keepRefused(samlResponse);
  return posted.ok ? outcomeOf(posted.value.samlResponse) : posted.failure.code;
}

describe('the posted value', () => {
  test.each<[string, (xml: string) => string, string]>([
    ['base64', toBase64, 'accepted'],
    ['XML as it is', (xml) => xml, 'saml_response_not_base64'],
    [
      'base64url',
      (xml) => Buffer.from(`${xml}\n<!-- ??>>~~ -->`).toString('base64url'),
      'saml_response_not_base64',
    ],
    ['base64 twice', (xml) => toBase64(toBase64(xml)), 'xml_content_outside_root'],
    [
      'base64 without its padding',
      (xml) => toBase64(`${xml} `.padEnd(4 * 1000 + 1)).replace(/=+$/, ''),
      'saml_response_not_base64',
    ],
    ['base64 with something after it', (xml) => `${toBase64(xml)}!`, 'saml_response_not_base64'],
    ['base64 with percent-encoding left in', (xml) => `${toBase64(xml)}%3D`, 'saml_response_not_base64'],
    ['nothing', () => '', 'saml_response_missing'],
    ['white space', () => ' \r\n', 'saml_response_not_base64'],
    ['base64 of nothing but padding', () => '====', 'saml_response_not_base64'],
    ['a DEFLATE stream, as in the Redirect binding', () => 'fZFBT8MwDIX/SpR7', 'xml_not_utf8'],
  ])('%s', async (_, encode, outcome) => {
    expect(await outcomeOfPost(encode(await genuineDocument()))).toBe(outcome);
  });

  test('one of two is not chosen', async () => {
    const genuine = await genuineDocument();
    const body = `${formBody(genuine)}&${formBody(forged(genuine))}`;
    const posted = decodePostForm(new TextEncoder().encode(body), FORM);
    expect(!posted.ok && posted.failure.code).toBe('saml_response_repeated');
  });
});

describe('the octets', () => {
  const utf16 = (xml: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')]);
  const declared = (declaration: string) => (xml: string) => Buffer.from(declaration + xml);
  const inNameId =
    (...octets: number[]) =>
    (xml: string) => {
      const [before = '', after = ''] = xml.split(`${GENUINE.nameId}</saml:NameID>`);
      return Buffer.concat([Buffer.from(before), Buffer.from(octets), Buffer.from(`</saml:NameID>${after}`)]);
    };

  test.each<[string, (xml: string) => Uint8Array, string]>([
    ['UTF-16', utf16, 'xml_not_utf8'],
    ['UTF-16 without a mark', (xml) => Buffer.from(xml, 'utf16le'), 'xml_forbidden_character'],
    ['UTF-7', (xml) => Buffer.from(xml.replaceAll('<', '+ADw-')), 'xml_content_outside_root'],
    [
      'UTF-8 that claims to be UTF-16',
      declared('<?xml version="1.0" encoding="UTF-16"?>'),
      'xml_unsupported_declaration',
    ],
    ['… EBCDIC', declared('<?xml version="1.0" encoding="IBM037"?>'), 'xml_unsupported_declaration'],
    ['… Latin-1', declared('<?xml version="1.0" encoding="ISO-8859-1"?>'), 'xml_unsupported_declaration'],
    ['… UTF-7', declared('<?xml version="1.0" encoding="UTF-7"?>'), 'xml_unsupported_declaration'],
    ['XML 1.1', declared('<?xml version="1.1"?>'), 'xml_unsupported_declaration'],
    ['a declaration without version', declared('<?xml encoding="UTF-8"?>'), 'xml_unsupported_declaration'],
    ['a declaration that is empty', declared('<?xml?>'), 'xml_processing_instruction_forbidden'],
    [
      'a declaration after white space',
      declared(' <?xml version="1.0"?>'),
      'xml_processing_instruction_forbidden',
    ],
    [
      'two declarations',
      declared('<?xml version="1.0"?><?xml version="1.0"?>'),
      'xml_processing_instruction_forbidden',
    ],
    ['two byte order marks', declared('\ufeff\ufeff'), 'xml_content_outside_root'],
    ['an overlong encoding', inNameId(0xc0, 0xbc), 'xml_not_utf8'],
    ['a lone surrogate', inNameId(0xed, 0xa0, 0x80), 'xml_not_utf8'],
    ['a surrogate pair in UTF-8', inNameId(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80), 'xml_not_utf8'],
    ['a truncated character', inNameId(0xe2, 0x82), 'xml_not_utf8'],
    ['beyond Unicode', inNameId(0xf4, 0x90, 0x80, 0x80), 'xml_not_utf8'],
    ['NUL', inNameId(0), 'xml_forbidden_character'],
    ['a control character', inNameId(0x08), 'xml_forbidden_character'],
    ['U+FFFE', inNameId(0xef, 0xbf, 0xbe), 'xml_forbidden_character'],
    ['nothing', () => new Uint8Array(), 'xml_malformed'],
    ['white space', () => Buffer.from(' \n'), 'xml_malformed'],
  ])('%s', async (_, encode, outcome) => {
    expect(await outcomeOf(encode(await genuineDocument()))).toBe(outcome);
    // A decoder that was left in a bad state would be noticed here.
    expect(await outcomeOf(await genuineDocument())).toBe('accepted');
  });

  test.each(['&#0;', '&#x8;', '&#xD800;', '&#xDFFF;', '&#xFFFE;', '&#x110000;', '&#99999999;'])(
    'a reference to the forbidden character %s',
    async (reference) => {
      const document = swap(await genuineDocument(), GENUINE.nameId, `alice${reference}`);
      expect(await outcomeOf(document)).toBe('xml_forbidden_character');
    },
  );
});
