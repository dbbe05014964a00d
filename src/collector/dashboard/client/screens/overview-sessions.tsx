import type { VNode } from 'preact';
import { Bounds } from '../parts/interval.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

/** Engaged and bounced sessions, what a session is like, and the pages that sessions begin on. */
export const SessionsPanel = ({ view }: { readonly view: View }): VNode => {
  const { formats } = view;
  const known = useAnswer(view, 'sessions', { every: SLOW });
  const { answer } = known;
  // A span of one minute is written `minute`.
  const length = (milliseconds: number) => formats.span(milliseconds).replace(/^(?=[a-z])/, '1 ');
  const percent = (value: number | null | undefined) => formats.percent(value);
  return (
    <Panel
      title="Engagement"
      state={known}
      rows={8}
      note="Engaged: two page views, an action, or ten seconds of attention. The others bounced."
    >
      {answer ? (
        <>
          <table class="compact">
            <caption class="hidden">A session</caption>
            <tbody>
              <tr>
                <th scope="row">Engaged</th>
                <td class="figures">
                  {percent(answer.engaged?.estimate)} <Bounds interval={answer.engaged} format={percent} />
                </td>
              </tr>
              <tr>
                <th scope="row">Bounced</th>
                <td class="figures">{percent(answer.bounced?.estimate)}</td>
              </tr>
              <tr>
                <th scope="row">Length, in the median</th>
                <td class="figures">{answer.length === null ? '–' : length(answer.length)}</td>
              </tr>
              <tr>
                <th scope="row">Pages a session</th>
                <td class="figures">{formats.decimal(answer.viewsPerSession, 1)}</td>
              </tr>
              <tr>
                <th scope="row">Actions a session</th>
                <td class="figures">{formats.decimal(answer.actionsPerSession, 1)}</td>
              </tr>
            </tbody>
          </table>
          <table class="compact">
            <caption class="hidden">Landing pages</caption>
            <thead>
              <tr>
                <th scope="col">Landing page</th>
                <th scope="col" class="figures">
                  Sessions
                </th>
                <th scope="col" class="figures">
                  Engaged
                </th>
              </tr>
            </thead>
            <tbody>
              {answer.landings.map(({ template, sessions, engaged }) => (
                <tr key={template}>
                  <th scope="row">{nameOr(template)}</th>
                  <td class="figures">{formats.count(sessions, true)}</td>
                  <td class="figures quiet-figures">{percent(engaged?.estimate)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : null}
    </Panel>
  );
};
