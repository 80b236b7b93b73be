import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../src/base64.ts';

describe('base64', () => {
  it('decodes what it encodes, whatever the octets and their number', () => {
    const octets = Uint8Array.from({ length: 600 }, (_, index) => (index * 151) % 256);
    for (let length = 0; length <= octets.length; length++) {
      const part = octets.subarray(0, length);
      expect(encodeBase64(part)).toBe(Buffer.from(part).toString('base64'));
      expect(decodeBase64(encodeBase64(part))).toEqual(part);
    }
  });

  it('takes white space anywhere: CRLF, tabs, indentation', () => {
    expect(decodeBase64('\r\n  aGVs\r\n\tbG8 =\n')).toEqual(new TextEncoder().encode('hello'));
  });

  it.each([
    ['of base64url', '-_-_'],
    ['without its padding', 'aGVsbG8'],
    ['with padding in the middle', 'aGU=bG8='],
    ['with too much padding', 'aGVsbG8=='],
    ['of padding alone', '===='],
    ['with percent signs', 'aGVsbG8%3D'],
    ['with a form feed', 'aGVs\fbG8='],
    ['with a form feed in place of a letter', '\faGVsbG8=\f\f\f'],
    ['with a no-break space', 'aGVs\u00a0bG8='],
    ['with a NUL', 'aGVs\0bG8='],
    ['with letters of another script', 'аGVs'],
  ])('refuses text %s', (_title, text) => {
    expect(decodeBase64(text)).toBeNull();
  });
});
