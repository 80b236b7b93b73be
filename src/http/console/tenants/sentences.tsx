/** What changed, one sentence each. They quote what people chose, so that they are shown as their data. */
import { PersonData } from '../../pages/person-data.tsx';

interface SentencesProps {
  readonly sentences: readonly string[];
  readonly none?: string;
}

/** Renders the list; many are folded. */
export function Sentences({ sentences, none }: SentencesProps) {
  if (sentences.length === 0) return none === undefined ? null : <span class="quiet">{none}</span>;
  const [shown, folded] = [sentences.slice(0, SHOWN), sentences.slice(SHOWN)];
  return (
    <>
      <List sentences={shown} />
      {folded.length === 0 ? null : (
        <details>
          <summary>{folded.length} more</summary>
          <List sentences={folded} />
        </details>
      )}
    </>
  );
}

const SHOWN = 4;

function List({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <ul class="sentences">
      {sentences.map((sentence) => (
        <li>
          <PersonData text={sentence} />
        </li>
      ))}
    </ul>
  );
}
