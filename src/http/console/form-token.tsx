/** The session's token, in every form behind the sign-in: guard.tsx takes no post without it. */
export function FormToken({ site }: { readonly site: { readonly formToken: string } }) {
  return <input type="hidden" name="formToken" value={site.formToken} />;
}
