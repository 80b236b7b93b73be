/**
 * From a tree of plain objects to XML, with fast-xml-parser's builder: it escapes every value. Development and tests
 * only; no I/O.
 */
import { XMLBuilder } from 'fast-xml-parser';

/** Well-formed XML that goes in unescaped: how tests put comments, CDATA and forged elements where text belongs. */
export interface RawXml {
  readonly rawXml: string;
}

export type XmlText = string | RawXml;

/**
 * One element: attributes are keys that begin with `@`, text is `#text`, everything else is a child (an array is
 * that child several times). What is undefined or null is left out.
 */
export interface XmlTree {
  readonly [name: string]: XmlContent;
}

export type XmlContent = XmlText | XmlTree | undefined | null | readonly (XmlText | XmlTree)[];

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  textNodeName: '#text',
  ignoreAttributes: false,
  // Otherwise isPassive="true" would come out as a bare isPassive, which is not XML.
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: false,
});

/** Builds the document whose root elements are the keys of `tree`. */
export function buildXml(tree: XmlTree): string {
  const raw: string[] = [];
  const text: string = builder.build(withoutRaw(tree, raw));
  return text.replace(/\uE000(\d+)\uE001/g, (_, index) => raw[Number(index)] ?? '');
}

/** Puts a mark of two private-use characters for each raw fragment, so that the builder need not know of them. */
function withoutRaw(content: XmlContent, raw: string[]): unknown {
  if (typeof content === 'string' || content === undefined || content === null) return content;
  if (Array.isArray(content)) return content.map((item) => withoutRaw(item, raw));
  if (isRaw(content)) return `\uE000${raw.push(content.rawXml) - 1}\uE001`;
  const kept = Object.entries(content).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutRaw(value, raw)]));
}

function isRaw(content: object): content is RawXml {
  return 'rawXml' in content;
}
