/** Whether what is typed shall be remembered on this device; sent as `remember`. */
import type { Messages } from './messages/en.ts';

interface RememberFieldProps {
  readonly messages: Messages;
  readonly isTicked: boolean;
}

/** Renders the box to tick. */
export function RememberField({ messages, isTicked }: RememberFieldProps) {
  return (
    <label class="tick">
      <input type="checkbox" name="remember" value="on" checked={isTicked} />
      {messages.rememberHere}
    </label>
  );
}
