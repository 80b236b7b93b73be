/**
 * Bars of several parts over time, as SVG without script: places are percentages, so that nothing in it is stretched and text stays
 * as large as it is. Parts differ by their pattern as well as by their colour. A screen reader is told what it is and what it shows;
 * the numbers themselves are in the table below it.
 */
import { ChartFrame, type Column } from './chart-frame.tsx';
import { percent, placeOf, roundUp } from './scale.ts';

export interface Part {
  readonly name: string;
  /** Of each column. */
  readonly values: readonly number[];
}

interface StackedChartProps {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly Column[];
  /** From the bottom of the bars upwards; at most five. */
  readonly parts: readonly Part[];
}

/** Renders the chart, its legend and its table. */
export function StackedChart({ id, title, description, columns, parts }: StackedChartProps) {
  const totals = columns.map((_, index) => parts.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const top = roundUp(Math.max(...totals));
  return (
    <ChartFrame
      id={id}
      title={title}
      description={description}
      columns={columns}
      top={top}
      format={(value) => value.toLocaleString('en')}
      series={parts.map(({ name, values }, index) => ({
        name,
        whole: values.reduce((sum, value) => sum + value, 0).toLocaleString('en'),
        swatch: <rect width="100%" height="100%" class={`part-${index}`} fill={patternOf(id, index)} />,
        cells: values.map((value) => value.toLocaleString('en')),
      }))}
      definitions={parts.map((_, index) => <Pattern id={`${id}-${index}`} index={index} />)}
    >
      {columns.map((column, index) => {
        const { left, width } = placeOf(index, columns.length);
        let below = 0;
        return (
          <g>
            {parts.map(({ values }, part) => {
              const height = ((values[index] ?? 0) / top) * 100;
              below += height;
              if (height === 0) return null;
              return (
                <rect
                  x={percent(left)}
                  y={percent(100 - below)}
                  width={percent(width)}
                  height={percent(height)}
                  class={`part-${part}`}
                  fill={patternOf(id, part)}
                />
              );
            })}
            <rect class="hover" x={percent(left)} y="0" width={percent(width)} height="100%">
              <title>{`${column.label}: ${parts.map(({ name, values }) => `${values[index] ?? 0} ${name}`).join(', ')}`}</title>
            </rect>
          </g>
        );
      })}
    </ChartFrame>
  );
}

function patternOf(id: string, index: number): string {
  return `url(#${id}-${index})`;
}

/** What lies on the colour of each part, in the colour of the sheet. */
const STROKES = ['', 'M-2 2l4-4M0 8l8-8M6 10l4-4', 'M0 4h8', 'M4 0v8M0 4h8', 'M-2 6l4 4M0 0l8 8M6-2l4 4'];

function Pattern({ id, index }: { readonly id: string; readonly index: number }) {
  return (
    <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse">
      <rect width="8" height="8" class={`colour-${index}`} />
      {STROKES[index] === '' ? null : <path class="stroke" d={STROKES[index]} />}
    </pattern>
  );
}
