import type { VNode } from 'preact';
import type { Refresher } from '../refresher.js';
import type { Source } from '../source.js';

/** Asks for the admin token of a collector that has one. */
export const TokenForm = ({
  source,
  refresher,
  wrong,
}: {
  readonly source: Source;
  readonly refresher: Refresher;
  readonly wrong: boolean;
}): VNode => {
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    source.setToken(String(new FormData(event.currentTarget as HTMLFormElement).get('token') ?? '').trim());
    refresher.now();
  };
  return (
    <form class="welcome" onSubmit={onSubmit}>
      <h1>This collector asks for its admin token</h1>
      <p>
        It is the one that the collector was started with. It is kept until this tab is closed, and sent to
        nobody else.
      </p>
      <label>
        Admin token
        <input type="password" name="token" required autocomplete="current-password" />
      </label>
      {wrong ? (
        <p class="problem" role="alert">
          The collector did not accept that token.
        </p>
      ) : null}
      <button type="submit" class="main">
        Open the dashboard
      </button>
    </form>
  );
};
