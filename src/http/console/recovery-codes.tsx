/** Recovery codes on their one appearance, to be copied, saved or printed. */
import { makeRecoveryCode, RECOVERY_CODE_OCTETS, RECOVERY_CODES } from '../../operators/recovery-codes.ts';
import { hashSecret } from '../../operators/secret-text.ts';

/** Makes a set of codes, and what is stored of them. */
export function makeRecoveryCodes(): {
  readonly codes: readonly string[];
  readonly hashes: readonly string[];
} {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    makeRecoveryCode(crypto.getRandomValues(new Uint8Array(RECOVERY_CODE_OCTETS))),
  );
  return { codes, hashes: codes.map(hashSecret) };
}

/** Shows the codes. `name` is what the saved file is called after. */
export function RecoveryCodes({ codes, name }: { readonly codes: readonly string[]; readonly name: string }) {
  const file = `${name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}-recovery-codes.txt`;
  return (
    <>
      <ul class="codes" id="recovery-codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p class="actions">
        <button class="second js-only" type="button" data-copy="recovery-codes">
          Copy
        </button>
        <button class="second js-only" type="button" data-download="recovery-codes" data-name={file}>
          Save as a file
        </button>
        <button class="second js-only" type="button" data-print="">
          Print
        </button>
      </p>
    </>
  );
}
