import type { RefObject, VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { View } from '../view.js';

/** Milliseconds since 1970 as an input of local date and time has them: 2026-03-04T12:30 */
const localText = (time: number): string => {
  const offset = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offset).toISOString().slice(0, 16);
};

/** Asks for a beginning and an end. */
export const RangeDialog = ({
  view,
  dialog,
}: {
  readonly view: View;
  readonly dialog: RefObject<HTMLDialogElement | null>;
}): VNode => {
  const { from, to } = view.address.fields;
  const title = useId();
  const complaint = useId();
  const [wrong, setWrong] = useState('');
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const entries = new FormData(event.currentTarget as HTMLFormElement);
    const start = new Date(String(entries.get('from'))).getTime();
    const end = new Date(String(entries.get('to'))).getTime();
    setWrong(start < end ? '' : 'The beginning must lie before the end.');
    if (!(start < end)) return;
    dialog.current?.close();
    view.go({ fields: { from: String(start), to: String(end), range: undefined } });
  };
  return (
    <dialog ref={dialog} aria-labelledby={title}>
      <form onSubmit={onSubmit} aria-describedby={complaint}>
        <h2 id={title}>Time range</h2>
        <label>
          From
          <input
            type="datetime-local"
            name="from"
            required
            value={localText(from ? Number(from) : Date.now() - 86_400_000)}
          />
        </label>
        <label>
          To
          <input type="datetime-local" name="to" required value={localText(to ? Number(to) : Date.now())} />
        </label>
        <p id={complaint} class="problem" role="status">
          {wrong}
        </p>
        <div class="buttons">
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="main">
            Show
          </button>
        </div>
      </form>
    </dialog>
  );
};
