/** Where the elements of a text stand, so that they can be cut and pasted octet for octet. The text may be malformed: tags without a partner are left out. */
import type { Random } from '../../test/support/random.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ElementSpan extends Span {
  readonly name: string;
  readonly startTag: Span;
  /** What stands between its tags; empty for an empty-element tag. */
  readonly content: Span;
}

const TAG =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\/([^\s<>/]+)\s*>|<([^\s<>/!?]+)(?:"[^"]*"|'[^']*'|[^<>"'])*>/g;
const ATTRIBUTE = /\s+[^\s=<>/"']+\s*=\s*(?:"[^"]*"|'[^']*')/g;

/** The elements of a text, in the order in which they end. */
export function elementsIn(text: string): ElementSpan[] {
  const elements: ElementSpan[] = [];
  const open: { name: string; startTag: Span }[] = [];
  for (const { 0: tag, 1: endName, 2: startName, index } of text.matchAll(TAG)) {
    const end = index + tag.length;
    if (startName !== undefined) {
      const startTag = { start: index, end };
      if (tag.endsWith('/>')) {
        elements.push({ name: startName, startTag, content: { start: end, end }, start: index, end });
      } else open.push({ name: startName, startTag });
    } else if (endName !== undefined) {
      const from = open.findLastIndex(({ name }) => name === endName);
      const [opened] = from < 0 ? [] : open.splice(from);
      if (opened === undefined) continue;
      const content = { start: opened.startTag.end, end: index };
      elements.push({ ...opened, content, start: opened.startTag.start, end });
    }
  }
  return elements;
}

/** The attributes of a start tag, each with the white space before it. */
export function attributesIn(text: string, { start, end }: Span): Span[] {
  return [...text.slice(start, end).matchAll(ATTRIBUTE)].map(({ 0: attribute, index }) => ({
    start: start + index,
    end: start + index + attribute.length,
  }));
}

/** The runs of text between tags, none of them empty. */
export function textsIn(text: string): Span[] {
  return [...text.matchAll(/(?<=>)[^<>]+(?=<)/g)].map(({ 0: run, index }) => ({
    start: index,
    end: index + run.length,
  }));
}

/** The text of a span. */
export function cut(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

/** The text with something else in place of a span. */
export function replaceSpan(text: string, { start, end }: Span, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** An empty span at a random place between two nodes: before, after, first or last in some element. */
export function placeBeside(element: ElementSpan, random: Random): Span {
  const at = random.pick([element.start, element.end, element.content.start, element.content.end]);
  return { start: at, end: at };
}
