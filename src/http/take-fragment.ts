/** Script for a page that is opened by a link with a secret in its fragment, which browsers send to nobody. */

/** Takes the secret out of the address bar and out of the browser's history into a field; with `submit`, and posts it. */
export function takeFragment(field: string, next: 'submit' | 'wait'): string {
  return `
const take = () => {
  if (!/^#[\\w-]{43}$/.test(location.hash)) return;
  const field = document.getElementById('${field}');
  field.value = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  ${next === 'submit' ? 'field.form.submit();' : ''}
};
addEventListener('hashchange', take);
take();`;
}
