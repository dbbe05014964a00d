import type { VNode } from 'preact';
import { DataTable } from '../parts/data-table.js';
import { Link } from '../parts/link.js';
import { nameOr } from '../parts/name.js';
import { NothingHere } from '../parts/nothing-here.js';
import { Panel } from '../parts/panel.js';
import { PluginHint } from '../parts/plugin-hint.js';
import { requestColumns } from '../parts/request-columns.js';
import { RequestName } from '../parts/request-name.js';
import { ShownOf } from '../parts/shown-of.js';
import { SLOW, useAnswer } from '../use-answer.js';
import type { View } from '../view.js';
import { RequestDetail } from './request-detail.js';

/** Which requests to servers fail, for how many, and how long they take: all of them, or one in full. */
export const Requests = ({ view }: { readonly view: View }): VNode => {
  const { formats, address } = view;
  const { request } = address.fields;
  const known = useAnswer(view, 'requests', { every: SLOW, when: request === undefined });
  if (request !== undefined) return <RequestDetail view={view} request={request} />;
  if (known.answer?.requests.length === 0) {
    return (
      <NothingHere
        view={view}
        what="requests"
        hint={
          <>
            They come with <PluginHint name="requests" />
          </>
        }
      />
    );
  }
  return (
    <Panel
      title="Requests to servers"
      wide
      state={known}
      rows={8}
      aside={<ShownOf shown={known.answer?.requests.length ?? 0} all={known.answer?.all} formats={formats} />}
      note="By fetch and XMLHttpRequest, those first that failed in most sessions. What the page gave up itself, also after a wait of its own, counts neither as failed nor as succeeded. Small figures are 95 % intervals, as wide as sessions differ; times are of requests that succeeded."
    >
      <DataTable
        caption="Requests"
        rows={known.answer?.requests ?? []}
        rowKey={({ key }) => key}
        columns={[
          {
            key: 'request',
            title: 'Request',
            cell: ({ key }) => (
              <RequestName
                request={key}
                link={(name) => (
                  <Link view={view} to={{ fields: { request: key } }}>
                    {name}
                  </Link>
                )}
              />
            ),
            sort: ({ key }) => key,
          },
          ...requestColumns(formats),
          {
            key: 'failures',
            title: 'Failed with',
            help: 'The commonest status codes and errors',
            cell: ({ failures }) => (
              <span class="names quiet-figures">
                {failures
                  .map(({ ending, failed }) => `${nameOr(ending)} × ${formats.count(failed)}`)
                  .join(', ')}
              </span>
            ),
          },
        ]}
      />
    </Panel>
  );
};
