/**
 * Reads rendered pages the unforgiving way: every tag must be one that a page writes, closed where it was opened, so
 * that a value which broke out of its place is a failure to read and not a matter of taste.
 */

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Raw text directly and deeper inside, still escaped. */
  text: string;
}

const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)\/?>|<!doctype html>|([^<]+)|(<)/giu;
const VOID = new Set(['meta', 'link', 'input', 'img', 'wbr']);

/** Lists all elements in document order; throws where the markup is not exactly what a page may write. */
export function elementsOf(html: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  for (const [whole, slash, name, attributes, text, stray] of html.matchAll(TAG)) {
    if (stray !== undefined) throw new Error('a stray < in the text');
    if (text !== undefined) for (const element of open) element.text += text;
    if (name === undefined) continue;
    if (slash === '/') {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`${whole} closes <${last?.name}>`);
      continue;
    }
    const element = { name, attributes: attributesOf(attributes ?? ''), text: '' };
    elements.push(element);
    if (!VOID.has(name) && !whole.endsWith('/>')) open.push(element);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> is never closed`);
  return elements;
}

function attributesOf(source: string): Map<string, string> {
  return new Map(
    [...source.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/giu)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
}
