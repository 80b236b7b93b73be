import { expect, test } from 'vitest';
import { makeReference, readReference, referenceGroup } from '../../src/events/reference.ts';

test('a number has eight letters that nobody mistakes for each other, and is another one each time', () => {
  const numbers = Array.from({ length: 500 }, () => makeReference('tenant-1'));
  for (const number of numbers) expect(number).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(new Set(numbers).size).toBe(500);
});

test('its first letters say whose record to look in, and spread tenants evenly', () => {
  const group = referenceGroup('tenant-1');
  expect(makeReference('tenant-1').slice(0, 2)).toBe(group);
  const groups = Array.from({ length: 10_000 }, () => referenceGroup(crypto.randomUUID()));
  const sizes = Object.values(Object.groupBy(groups, (each) => each)).map((members) => members?.length ?? 0);
  expect(sizes.length).toBeGreaterThan(1_000);
  expect(Math.max(...sizes)).toBeLessThan(40);
});

test('one that is of nobody says nothing', () => {
  const starts = new Set(Array.from({ length: 200 }, () => makeReference(null).slice(0, 2)));
  expect(starts.size).toBeGreaterThan(50);
});

test.each(['7Q2M-XK4D', ' 7q2m-xk4d ', '7Q2MXK4D', '7q2m xk4d'])('%j is read as it was meant', (text) => {
  expect(readReference(text)).toBe('7Q2M-XK4D');
});

test('letters that look like others are taken for those', () => {
  expect(readReference('oIlO-0000')).toBe('0110-0000');
});

test.each(['', '7Q2M-XK4', '7Q2M-XK4DD', '7Q2M-XK4U', "7Q2M-XK4'", '７Q2M-XK4D'])('%j is none', (text) => {
  expect(readReference(text)).toBeNull();
});
