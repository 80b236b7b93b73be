import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { encodeQrCode } from '../../../src/http/console/qr-modules.ts';

const textOf = (octets: number) =>
  `otpauth://totp/${'Example:ada@example.com?secret='.repeat(80)}`.slice(0, octets);

describe('a QR code', () => {
  // The last of one version and the first of the next.
  test.each([
    1, 13, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107, 122, 123, 152, 153, 180, 181, 213, 214, 251, 252,
    287, 288, 331, 332, 362, 363, 412, 413, 450, 451, 504, 505, 560, 561, 624, 625, 666, 667, 1_100, 1_700,
    2_331,
  ])('of %i octets is module by module as another implementation draws it', (octets) => {
    const text = textOf(octets);
    const { rows, mask } = encodeQrCode(text);
    expect(encode(text, { ecc: 'M', border: 0, maskPattern: mask }).data).toEqual(rows);
  });

  test('carries what is not ASCII as UTF-8', () => {
    const { rows, mask } = encodeQrCode('Größe €😀');
    expect(encode('Größe €😀', { ecc: 'M', border: 0, maskPattern: mask }).data).toEqual(rows);
  });

  test('takes the mask that suits the text', () => {
    const masks = Array.from({ length: 40 }, (_, index) => encodeQrCode(textOf(40 + index)).mask);
    expect(new Set(masks).size).toBeGreaterThan(3);
  });

  test('is none past what the largest holds', () => {
    expect(() => encodeQrCode(textOf(2_332))).toThrow(RangeError);
  });
});
