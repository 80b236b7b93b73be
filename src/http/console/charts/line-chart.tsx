/** Lines over time, as SVG without script. Lines differ by how they are dashed as well as by their colour. */
import { ChartFrame, type Column } from './chart-frame.tsx';
import { percent, placeOf, roundUp } from './scale.ts';

export interface Line {
  readonly name: string;
  /** Of all columns together. */
  readonly whole: string;
  /** Of each column; null where there is none. What is beyond the top is drawn at the top. */
  readonly values: readonly (number | null)[];
}

interface LineChartProps {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly Column[];
  /** At most three. */
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

/** Renders the chart, its legend and its table. */
export function LineChart({ id, title, description, columns, lines, format }: LineChartProps) {
  const drawn = lines.flatMap(({ values }) => values).filter((value) => value !== null);
  const top = roundUp(Math.max(...drawn.filter(Number.isFinite)));
  const place = (index: number, value: number) => {
    const { left, width } = placeOf(index, columns.length);
    return { x: percent(left + width / 2), y: percent(100 - Math.min(value / top, 1) * 100) };
  };
  return (
    <ChartFrame
      id={id}
      title={title}
      description={description}
      columns={columns}
      top={top}
      format={format}
      series={lines.map(({ name, whole, values }, index) => ({
        name,
        whole,
        swatch: <line class={`line-${index}`} x1="0" x2="100%" y1="50%" y2="50%" />,
        cells: values.map((value) => (value === null ? '–' : format(value))),
      }))}
    >
      {lines.map(({ values }, line) =>
        values.map((value, index) => {
          if (value === null) return null;
          const { x, y } = place(index, value);
          const next = values[index + 1] ?? null;
          const to = next === null ? null : place(index + 1, next);
          return (
            <g class={`line-${line}`}>
              <circle cx={x} cy={y} r="2.5" />
              {to === null ? null : <line x1={x} y1={y} x2={to.x} y2={to.y} />}
            </g>
          );
        }),
      )}
      {columns.map(({ label }, index) => {
        const { left, width } = placeOf(index, columns.length);
        const told = lines.flatMap(({ name, values }) => {
          const value = values[index] ?? null;
          return value === null ? [] : `${name} ${format(value)}`;
        });
        return (
          <rect class="hover" x={percent(left)} y="0" width={percent(width)} height="100%">
            <title>{`${label}: ${told.join(', ') || 'none'}`}</title>
          </rect>
        );
      })}
    </ChartFrame>
  );
}
