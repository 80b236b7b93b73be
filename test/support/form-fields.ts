/** What the form of a page holds as it is shown, to be posted again. */

const decodeText = (text: string) => text.replaceAll('&#10;', '\n').replaceAll('&amp;', '&');

/** Reads its inputs, choices and texts, less the line break that a text begins with; what is not ticked is not there. */
export function fieldsOf(html: string): Record<string, string> {
  const value = (tag: string) => decodeText(/ value="([^"]*)"/.exec(tag)?.[1] ?? '');
  const inputs = [...html.matchAll(/<input[^>]* name="([^"]+)"[^>]*>/g)]
    .filter(([tag]) => !/type="(?:radio|checkbox)"/.test(tag) || / checked/.test(tag))
    .map(([tag, name = '']) => [name, value(tag)]);
  const selects = [...html.matchAll(/<select[^>]* name="([^"]+)".*?<\/select>/gs)].map(([all, name = '']) => [
    name,
    / value="([^"]*)" selected/.exec(all)?.[1] ?? '',
  ]);
  const texts = [...html.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</g)].map(
    ([, name = '', text = '']) => [name, decodeText(text)],
  );
  return Object.fromEntries([...inputs, ...selects, ...texts]);
}
