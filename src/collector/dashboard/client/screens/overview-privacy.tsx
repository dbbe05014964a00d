import type { VNode } from 'preact';
import type { Participation } from '../../../metrics/participation.js';
import type { Formats } from '../formats.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { SLOWEST, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

const MOST = 6;

/** What is known of those who take part, and of those who do not: sentences, no chart. */
const Share = ({
  known,
  service,
  formats,
}: {
  readonly known: Participation;
  readonly service: string | undefined;
  readonly formats: Formats;
}): VNode => {
  const { loads, unnamed, takingPart, share, errorFree } = known;
  const nameless =
    unnamed > 0
      ? ` ${formats.count(unnamed)} loads whose address names no service (?service=…) are left out: they may be anybody’s.`
      : '';
  if (loads === 0)
    return (
      <p class="empty-line">
        Which share of page loads take part is not known: no page of{' '}
        {service === undefined ? 'any service' : service} loaded the script from this collector under its name
        (<code>sonde.js?service={service ?? '…'}</code>). Who installs Sonde from npm loads none.{nameless}
      </p>
    );
  if (share === null && takingPart <= loads)
    return (
      <p class="empty-line">
        Which share of page loads take part is known of all environments together only: whoever loads the
        script says nothing of its own.
      </p>
    );
  if (share === null)
    return (
      <p class="empty-line">
        Which share of page loads take part is not known: {formats.count(takingPart)} page loads sent
        something, but only {formats.count(loads)} got the script from this collector. Pages load it from
        elsewhere, too.
      </p>
    );
  return (
    <>
      <p class="headline">
        <strong>{formats.percent(share)}</strong> of page loads take part
      </p>
      <p class="note">
        {formats.count(takingPart)} of {formats.count(loads)} page loads that got the script, counted by the
        hour. The others said no, were not asked yet, or what they sent is on its way; who blocks the script
        is not counted.
        {service === undefined ? ' Services that load no script from here are left out.' : ''}
        {nameless}
        {errorFree
          ? ` Of those that take part ${formats.percent(errorFree.estimate)} had no error; of all it is ` +
            `between ${formats.percent(errorFree.lower)} and ${formats.percent(errorFree.upper)}, whatever ` +
            `the others saw.`
          : ''}
      </p>
    </>
  );
};

/** Who takes part, and what the collector redacted that browsers had let through. */
export const PrivacyPanel = ({ view }: { readonly view: View }): VNode => {
  const { formats } = view;
  const participation = useAnswer(view, 'participation', { every: SLOWEST });
  const scrub = useAnswer(view, 'scrub', { every: SLOWEST });
  return (
    <Panel title="Privacy" state={participation} rows={5}>
      {participation.answer ? (
        <Share known={participation.answer} service={view.address.fields.service} formats={formats} />
      ) : null}
      {scrub.answer && scrub.answer.finds.length > 0 ? (
        <table class="compact">
          <caption class="hidden">Redacted by the collector</caption>
          <thead>
            <tr>
              <th scope="col">Redacted by the collector</th>
              <th scope="col">Release</th>
              <th scope="col" class="figures">
                Finds
              </th>
            </tr>
          </thead>
          <tbody>
            {scrub.answer.finds.slice(0, MOST).map(({ rule, release, finds }) => (
              <tr key={`${rule} ${release}`}>
                <th scope="row">{rule}</th>
                <td>{nameOr(release)}</td>
                <td class="figures">{formats.count(finds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : scrub.answer ? (
        <p class="note">The collector found nothing to redact that browsers had let through.</p>
      ) : null}
      {scrub.answer && scrub.answer.buried > 0 ? (
        <p class="note">
          {formats.count(scrub.answer.buried)} events of erased visitors came late and were not stored.
        </p>
      ) : null}
    </Panel>
  );
};
