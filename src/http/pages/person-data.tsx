/**
 * Text that people or identity providers chose: of any language, in any direction, possibly hostile. It is isolated
 * from the page's own direction, and characters that act without being seen (Unicode's bidirectional overrides and
 * isolates, control characters, zero-width spaces) are written out, so that no name can pass for another.
 */

/** Left alone are tab and line breaks, and the joiners and marks that honest names are written with. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to make visible
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u200B\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/** Writes each unseen character as its code point: `‹U+202E›`. */
export function showControls(text: string): string {
  return text
    .toWellFormed()
    .replace(
      UNSEEN,
      (character) => `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`,
    );
}

/** Shows an identifier of the machines' kind small, and broken where a reader would break it. */
export function Uri({ text }: { readonly text: string }) {
  return (
    <code class="uri">
      <bdi dir="auto" lang="">
        {showControls(text)
          .split(/(?<=[/:.?&=_])(?![/:.?&=_])/u)
          .flatMap((part, index) => (index === 0 ? [part] : [<wbr />, part]))}
      </bdi>
    </code>
  );
}

/** Shows somebody's text inline, exactly as it was sent. */
export function PersonData({ text }: { readonly text: string }) {
  return (
    <bdi dir="auto" lang="">
      {showControls(text)}
    </bdi>
  );
}
