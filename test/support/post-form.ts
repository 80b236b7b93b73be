/** Pages that post themselves, whoever wrote them: the first form, its action and its hidden fields. */

export interface PostForm {
  readonly action: string;
  readonly fields: URLSearchParams;
}

/** Reads the first form of a page that is posted. */
export function readPostForm(page: string): PostForm {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(page);
  const [, attributes = '', content = ''] = form ?? [];
  const action = attribute(attributes, 'action');
  if (action === null) throw new Error('this page has no form');
  const inputs = [...content.matchAll(/<input\b([^>]*)>/gi)].map(([, text = '']) => text);
  const fields = inputs
    .map((text) => [attribute(text, 'name'), attribute(text, 'value') ?? ''])
    .filter((field): field is [string, string] => field[0] !== null);
  return { action, fields: new URLSearchParams(fields) };
}

function attribute(text: string, name: string): string | null {
  const value = new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`, 'i').exec(text)?.[1];
  return value === undefined ? null : unescapeHtml(value);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi, (_, decimal, hex, name) =>
    name === undefined
      ? String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
      : (NAMED[name.toLowerCase()] ?? ''),
  );
}
