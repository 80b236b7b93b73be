/** `npm run costs`: what a month costs on Cloudflare, by the number of sign-ins; README.md has this table. */
import { costTable } from './costs/table.ts';

console.log(costTable());
