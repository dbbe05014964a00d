import type { VNode } from 'preact';
import type { ClientKind } from '../../../metrics/clients.js';
import { Meter } from '../parts/bars.js';
import { nameOr } from '../parts/name.js';
import { Panel } from '../parts/panel.js';
import { useAnswer } from '../use-answer.js';
import type { View } from '../view.js';

const KINDS: readonly { readonly kind: ClientKind; readonly title: string }[] = [
  { kind: 'browser', title: 'Browsers' },
  { kind: 'device', title: 'Devices' },
  { kind: 'os', title: 'Systems' },
];
const MOST = 6;

/** Sessions by browser, device and operating system. */
export const ClientsPanel = ({ view }: { readonly view: View }): VNode => {
  const { formats } = view;
  const known = useAnswer(view, 'clients');
  return (
    <Panel title="Browsers and devices" state={known} rows={8}>
      {KINDS.map(({ kind, title }) => (
        <table key={kind} class="compact">
          <caption class="hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              <th scope="col" class="figures">
                Share
              </th>
              <th scope="col" class="figures">
                Error-free
              </th>
            </tr>
          </thead>
          <tbody>
            {known.answer
              ?.filter((row) => row.kind === kind)
              .slice(0, MOST)
              .map(({ name, share, errorFree }) => (
                <tr key={name}>
                  <th scope="row">
                    <span class="bar-name">
                      {nameOr(name)}
                      <Meter share={share} />
                    </span>
                  </th>
                  <td class="figures">{formats.percent(share)}</td>
                  <td class="figures quiet-figures">{formats.percent(errorFree?.estimate)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      ))}
    </Panel>
  );
};
