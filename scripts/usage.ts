/** What scripts say of their options: to `--help`, and to whatever they do not take. */

/** Parses arguments, `help` among the options; shows how the script is used where that is asked for or they cannot be parsed. */
export function parseOrShowUsage<Parsed extends { readonly values: { readonly help?: boolean } }>(
  usage: string,
  parse: () => Parsed,
): Parsed['values'] {
  let values: Parsed['values'];
  try {
    ({ values } = parse());
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
  if (values.help !== true) return values;
  console.log(usage);
  process.exit(0);
}
