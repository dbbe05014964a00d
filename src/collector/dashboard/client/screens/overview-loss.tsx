import type { VNode } from 'preact';
import type { Loss } from '../../../metrics/loss.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { SLOWEST, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

const LossTable = ({
  view: { formats },
  title,
  rows,
}: {
  readonly view: View;
  readonly title: string;
  readonly rows: readonly (Loss & { readonly name: string })[];
}): VNode => (
  <table class="compact">
    <caption class="hidden">Loss {title.toLowerCase()}</caption>
    <thead>
      <tr>
        <th scope="col">{title}</th>
        <th scope="col" class="figures">
          Lost
        </th>
        <th scope="col" class="figures">
          Missing
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.slice(0, 6).map(({ name, expected, lost }) => (
        <tr key={name}>
          <th scope="row">{nameOr(name)}</th>
          <td class="figures">{formats.percent(expected > 0 ? lost / expected : null, 2)}</td>
          <td class="figures quiet-figures">
            {formats.count(lost)} of {formats.count(expected, true)}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** How many events never arrived, as far as the gaps in their numbers tell. */
export const LossPanel = ({ view }: { readonly view: View }): VNode => {
  const { formats } = view;
  const known = useAnswer(view, 'loss', { every: SLOWEST });
  const loss = known.answer;
  return (
    <Panel title="Loss" state={known} rows={6}>
      {loss && loss.streams === 0 ? (
        <p class="empty-line">
          {loss.unsettled > 0
            ? 'Every page here is still sending; loss is measured two minutes after a page went silent.'
            : 'No numbered events in this range.'}
        </p>
      ) : loss ? (
        <>
          <p class="headline">
            <strong>at least {formats.percent(loss.lost / loss.expected, 2)}</strong> of events never arrived
          </p>
          <p class="note">
            {formats.count(loss.lost)} of {formats.count(loss.expected)} events that{' '}
            {formats.count(loss.streams)} pages numbered are missing. A lower bound: events after a page’s
            last one to arrive leave no gap. It may still shrink, when devices that were offline return.
            {loss.unsettled > 0
              ? ` ${formats.count(loss.unsettled)} pages that sent something in the last two minutes are left out.`
              : ''}
          </p>
          <LossTable view={view} title="By release" rows={loss.byRelease} />
          <LossTable view={view} title="By engine" rows={loss.byEngine} />
          {loss.dropped.length > 0 ? (
            <p class="note">
              Dropped by the SDK within its stated bounds:{' '}
              {loss.dropped
                .map(({ reason, events }) => `${formats.count(events)} (${nameOr(reason)})`)
                .join(', ')}
              .
            </p>
          ) : null}
        </>
      ) : null}
    </Panel>
  );
};
