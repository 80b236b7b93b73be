// biome-ignore-all lint/a11y/noRedundantRoles: a table that is shown as blocks loses its roles
/** A table that is a list of cards on a phone. Roles are said twice, since browsers drop those of restyled tables. */
import type { Child } from 'hono/jsx';

export interface Row {
  /** What the row is about: its header. */
  readonly head: Child;
  readonly cells: readonly Child[];
  /** Forms and links, in a last column of their own. */
  readonly actions?: Child;
}

export interface TableProps {
  /** Read out, not shown. */
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly empty: string;
}

/** Renders the rows, or what an empty table means. */
export function Table({ caption, columns, rows, empty }: TableProps) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  const hasActions = rows.some(({ actions }) => actions !== undefined);
  return (
    <table role="table" aria-label={caption}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th scope="col" role="columnheader">
              {column}
            </th>
          ))}
          {hasActions ? (
            <th scope="col" role="columnheader">
              <span class="unseen">Actions</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ head, cells, actions }) => (
          <tr role="row">
            <th scope="row" role="rowheader">
              {head}
            </th>
            {cells.map((cell, index) => (
              <td role="cell" data-label={columns[index + 1]}>
                <div>{cell}</div>
              </td>
            ))}
            {hasActions ? (
              <td role="cell" class="actions-cell">
                {actions}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
