/** The links of a navigation, in the console and on the set-up pages: the page that is shown says so to whoever cannot see it. */

interface NavLink {
  readonly name: string;
  readonly label: string;
  readonly href: string;
}

/** Lists links; `current` is the name of the page that is shown. */
export function NavLinks({
  links,
  current,
}: {
  readonly links: readonly NavLink[];
  readonly current: string;
}) {
  return (
    <ul>
      {links.map(({ name, label, href }) => (
        <li>
          <a href={href} aria-current={name === current ? 'page' : undefined}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  );
}
