/** The little of Markdown that the documentation's own sentences have: `code` and **strong**, in paragraphs. Never a client's text. */

/** Renders a sentence. */
export function Marked({ text }: { readonly text: string }) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/);
  return (
    <>
      {parts.map((part) => {
        if (part.startsWith('`')) return <code>{part.slice(1, -1)}</code>;
        return part.startsWith('**') ? <strong>{part.slice(2, -2)}</strong> : part;
      })}
    </>
  );
}

/** Renders paragraphs, with empty lines between them. */
export function Paragraphs({ text }: { readonly text: string }) {
  return (
    <>
      {text.split('\n\n').map((paragraph) => (
        <p>
          <Marked text={paragraph} />
        </p>
      ))}
    </>
  );
}
