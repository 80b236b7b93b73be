import { describe, expect, test } from 'vitest';
import { FailurePage } from '../../../src/http/pages/failure-page.tsx';
import { ENGLISH } from '../../../src/http/pages/messages/en.ts';
import { explain } from '../../../src/sign-in/explain.ts';
import { FAILURE_CODES } from '../../sign-in/failure-codes.ts';
import { elementsOf } from './elements.ts';
import { NOW, SITE } from './samples.tsx';

function render(code: (typeof FAILURE_CODES)[number], nextUrl: string | null = '/docs/42') {
  const html = String(
    <FailurePage site={SITE} code={code} reference="7KQ4-M2XD" nextUrl={nextUrl} now={NOW} />,
  );
  return elementsOf(html.replaceAll(/<(style|script)\b.*?<\/\1>/gsu, ''));
}

describe.each(FAILURE_CODES)('the page for %s', (code) => {
  const elements = render(code);
  const main = elements.find(({ name }) => name === 'main')?.text ?? '';

  test('says what happened, what to do, the reference and the code', () => {
    const { title, sentences } = ENGLISH.failures[explain(code).person.situation];
    expect(elements.find(({ name }) => name === 'h1')?.text).toBe(title);
    for (const part of [...sentences, '7KQ4-M2XD', code]) expect(main).toContain(part);
  });

  test('keeps what the administrator is told to the administrator', () => {
    const { problem, remedy } = explain(code).administrator;
    expect(main).not.toContain(problem);
    expect(main).not.toContain(remedy);
  });

  test('offers the way on', () => {
    const links = elements.filter(
      ({ name, attributes }) => name === 'a' && attributes.get('href') === '/docs/42',
    );
    expect(links.map(({ text }) => text)).toEqual([
      explain(code).person.action === 'continue' ? 'Continue' : 'Try again',
    ]);
  });
});

test('offers no way on where there is none', () => {
  expect(
    render('internal_error', null).some(({ attributes }) => attributes.get('class')?.includes('button')),
  ).toBe(false);
});
