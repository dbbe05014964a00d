import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** The title is a name of any length, such as a release's. */
  readonly named?: boolean;
  /** What the column holds, shown with the title on pointing and read out. */
  readonly help?: string;
  /** Figures are set to the right. */
  readonly figures?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
  /** What to sort by; a column without it is not sortable. */
  readonly sort?: (row: Row) => number | string | null;
}

const compare = (one: number | string | null, other: number | string | null): number => {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
};

/** A real table: a caption, a header to each row, columns to sort by, and a frame of its own to scroll in where it is wide. */
export const DataTable = <Row,>({
  caption,
  columns,
  rows,
  rowKey,
  rowClass,
  empty = 'Nothing in this range.',
}: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowClass?: (row: Row) => string;
  readonly empty?: string;
}): VNode => {
  const [order, setOrder] = useState<{ key: string; down: boolean } | undefined>(undefined);
  const by = columns.find(({ key }) => key === order?.key)?.sort;
  const sorted = by
    ? [...rows].sort((one, other) => compare(by(one), by(other)) * (order?.down ? -1 : 1))
    : rows;
  if (rows.length === 0) return <p class="empty-line">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="table-frame" aria-label={`${caption}: table`} tabIndex={0}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, title, named, help, figures, sort }) => {
              const active = order?.key === key;
              return (
                <th
                  key={key}
                  scope="col"
                  class={figures ? 'figures' : ''}
                  title={help}
                  aria-sort={active ? (order?.down ? 'descending' : 'ascending') : undefined}
                >
                  {sort ? (
                    <button
                      type="button"
                      class="sort"
                      onClick={() => setOrder({ key, down: active ? !order?.down : Boolean(figures) })}
                    >
                      {title}
                      <span class="sort-mark" aria-hidden="true">
                        {active ? (order?.down ? '↓' : '↑') : ''}
                      </span>
                    </button>
                  ) : named ? (
                    <span class="names">{title}</span>
                  ) : (
                    title
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={rowKey(row)} class={rowClass?.(row) ?? ''}>
              {columns.map(({ key, figures, cell }, at) =>
                at === 0 ? (
                  <th key={key} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} class={figures ? 'figures' : ''}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
