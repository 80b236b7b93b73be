/** The costs of a month, as a table in Markdown. Pure. */
import { BASE_DOLLARS, type Metered, PRICES } from './prices.ts';
import { USAGE } from './usage.ts';

export const SIGN_INS_A_MONTH = [1_000, 1_000_000, 100_000_000];

const METERED = Object.keys(PRICES) as Metered[];

/** What so many sign-ins a month cost, part by part, in US dollars. */
export function costsOf(signIns: number): ReadonlyMap<Metered, number> {
  return new Map(
    METERED.map((metered) => {
      const { included, dollarsForEachMillionMore } = PRICES[metered];
      const charged = Math.max(0, signIns * USAGE[metered] - included);
      return [metered, (charged / 1e6) * dollarsForEachMillionMore];
    }),
  );
}

/** Writes the table: a row for each part, a column for each number of sign-ins. */
export function costTable(): string {
  const months = SIGN_INS_A_MONTH.map(costsOf);
  const totals = months.map(
    (costs) => BASE_DOLLARS + [...costs.values()].reduce((sum, cost) => sum + cost, 0),
  );
  const counts = SIGN_INS_A_MONTH.map((count) => count.toLocaleString('en'));
  return [
    row('sign-ins a month', 'of each', ...counts),
    row('---', '--:', ...counts.map(() => '--:')),
    row('the plan', '', ...months.map(() => dollars(BASE_DOLLARS))),
    ...METERED.map((metered) =>
      row(
        PRICES[metered].title,
        String(Number(USAGE[metered].toPrecision(2))),
        ...months.map((costs) => dollars(costs.get(metered) ?? 0)),
      ),
    ),
    row('**together**', '', ...totals.map((total) => `**${dollars(total)}**`)),
  ].join('\n');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** In whole dollars from ten on: the assumptions are not more exact than that. */
function dollars(amount: number): string {
  return `$${amount.toLocaleString('en', { maximumFractionDigits: amount < 10 ? 2 : 0 })}`;
}
