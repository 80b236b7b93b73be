/** What is around every chart: its heading, the lines across and their numbers, the time below, the legend, and the same as a table. */
import type { Child } from 'hono/jsx';
import { Table } from '../table.tsx';
import { percent, placeOf } from './scale.ts';

/** A stretch of time. */
export interface Column {
  /** What it is, in full. */
  readonly label: string;
  /** What is written below it; null for nothing. */
  readonly tick: string | null;
}

export interface Series {
  readonly name: string;
  /** What all columns come to. */
  readonly whole: string;
  readonly swatch: Child;
  /** What the table has in each column. */
  readonly cells: readonly string[];
}

interface ChartFrameProps {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly Column[];
  /** The number at the upper end. */
  readonly top: number;
  readonly format: (value: number) => string;
  readonly series: readonly Series[];
  readonly definitions?: Child;
  readonly children: Child;
}

/** Renders it around what is drawn. */
export function ChartFrame(props: ChartFrameProps) {
  const { id, title, description, columns, top, format, series, definitions, children } = props;
  return (
    <section class="panel chart" aria-labelledby={`${id}-heading`}>
      <h3 id={`${id}-heading`}>{title}</h3>
      <svg role="img" aria-labelledby={`${id}-title ${id}-desc`} width="100%" height="212">
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{description}</desc>
        <defs>{definitions}</defs>
        <svg x="0" y="18" width="100%" height="168" overflow="visible" aria-hidden="true">
          {[0, 0.5, 1].map((share) => (
            <g>
              <line
                class="across"
                x1="0"
                x2="100%"
                y1={percent(100 - share * 100)}
                y2={percent(100 - share * 100)}
              />
              {share === 0 ? null : (
                <text x="-8" y={percent(100 - share * 100)} dy="4" text-anchor="end">
                  {format(top * share)}
                </text>
              )}
            </g>
          ))}
          {children}
          {columns.map(({ tick }, index) => {
            const { left, width } = placeOf(index, columns.length);
            return tick === null ? null : (
              <text x={percent(left + width / 2)} y="100%" dy="18" text-anchor="middle">
                {tick}
              </text>
            );
          })}
        </svg>
      </svg>
      <ul class="legend">
        {series.map(({ name, whole, swatch }) => (
          <li>
            <svg width="18" height="12" aria-hidden="true">
              {swatch}
            </svg>
            {name}
            <span class="count">{whole}</span>
          </li>
        ))}
      </ul>
      <details>
        <summary>The same as a table</summary>
        <Table
          caption={title}
          columns={['UTC', ...series.map(({ name }) => name)]}
          empty=""
          rows={columns.map(({ label }, index) => ({
            head: label,
            cells: series.map(({ cells }) => cells[index] ?? ''),
          }))}
        />
      </details>
    </section>
  );
}
