import type { ComponentChildren, TargetedKeyboardEvent, VNode } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { Tone } from './colours.js';
import { loadPlot } from './load-plot.js';

/** What is said of one position of a chart: in its tooltip, aloud, and as a row of its table. */
export interface Point {
  readonly heading: string;
  readonly values: readonly { readonly name: string; readonly text: string; readonly tone?: Tone }[];
}

/** An entry of the legend. */
export interface LegendEntry {
  readonly name: string;
  readonly tone: Tone;
  readonly dashed?: boolean;
  readonly bar?: boolean;
}

export interface PlotProps {
  /** What the chart shows, as its name. */
  readonly label: string;
  /** What there is to see, in a sentence or two, for who does not see it. */
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  readonly data: uPlot.AlignedData;
  /** The plot's options but for its size; called when `shape` changes. */
  readonly options: (host: HTMLElement, library: typeof uPlot) => Omit<uPlot.Options, 'width' | 'height'>;
  /** What the options depend on: theme, series, scale. A change makes the plot anew; a change of data does not. */
  readonly shape: string;
  readonly height?: number;
  readonly point: (index: number) => Point;
  /** The title of the table's first column. */
  readonly heading: string;
  /** Called with the first and last position that a reader marked by dragging. */
  readonly onSelect?: (first: number, last: number) => void;
  readonly children?: ComponentChildren;
}

interface Cursor {
  readonly index: number;
  readonly left: number;
  readonly byKey: boolean;
}

const KEYS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowRight: (index, last) => Math.min(last, index + 1),
  ArrowLeft: (index) => Math.max(0, index - 1),
  PageDown: (index, last) => Math.min(last, index + 10),
  PageUp: (index) => Math.max(0, index - 10),
  Home: () => 0,
  End: (_, last) => last,
};

const said = ({ heading, values }: Point): string =>
  `${heading}: ${values.map(({ name, text }) => `${name} ${text}`).join(', ')}`;

/**
 * A chart that is drawn by uPlot on a canvas, and that can also be read without seeing it: it has a name and a summary,
 * takes the focus, tells its values one by one to the arrow keys (tooltip and live region), and has a table beside it.
 */
export const Plot = (props: PlotProps): VNode => {
  const {
    label,
    summary,
    legend,
    data,
    options,
    shape,
    height = 240,
    point,
    heading,
    onSelect,
    children,
  } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const byKey = useRef(false);
  const latest = useRef(props);
  latest.current = props;
  const [cursor, setCursor] = useState<Cursor | undefined>(undefined);
  const [tabular, setTabular] = useState(false);
  const summaryId = useId();
  const last = (data[0]?.length ?? 0) - 1;

  const [library, setLibrary] = useState<
    { readonly make: typeof uPlot } | { readonly problem: string } | undefined
  >(undefined);
  useEffect(() => {
    let left = false;
    loadPlot().then(
      (make) => left || setLibrary({ make }),
      (error: unknown) => left || setLibrary({ problem: String(error) }),
    );
    return () => {
      left = true;
    };
  }, []);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element || !library || !('make' in library)) return;
    const made = options(element, library.make);
    const drawn = new library.make(
      {
        ...made,
        width: Math.max(120, element.clientWidth),
        height,
        legend: { show: false },
        cursor: {
          y: false,
          points: { size: 7, width: 2 },
          drag: { x: Boolean(onSelect), y: false, setScale: false },
          ...made.cursor,
        },
        hooks: {
          ...made.hooks,
          setCursor: [
            (self) => {
              const { idx, left } = self.cursor;
              setCursor(
                typeof idx === 'number' && typeof left === 'number' && left >= 0
                  ? { index: idx, left: left + self.bbox.left / devicePixelRatio, byKey: byKey.current }
                  : undefined,
              );
            },
          ],
          setSelect: [
            (self) => {
              const { left, width } = self.select;
              if (width < 4) return;
              const first = self.posToIdx(left);
              const final = self.posToIdx(left + width);
              self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
              latest.current.onSelect?.(first, final);
            },
          ],
        },
      },
      latest.current.data,
      element,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== drawn.width) drawn.setSize({ width, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [library, shape, height, Boolean(onSelect)]);

  const drawnData = useRef(data);
  useEffect(() => {
    if (drawnData.current !== data) plot.current?.setData(data);
    drawnData.current = data;
  }, [data]);

  const show = (index: number | undefined): void => {
    const drawn = plot.current;
    if (!drawn) return;
    byKey.current = true;
    const x = index === undefined ? undefined : drawn.data[0][index];
    drawn.setCursor(x === undefined ? { left: -10, top: -10 } : { left: drawn.valToPos(x, 'x'), top: 10 });
    byKey.current = false;
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape') show(undefined);
    const move = KEYS[event.key];
    if (!move || last < 0) return;
    event.preventDefault();
    show(cursor ? move(cursor.index, last) : event.key === 'Home' ? 0 : last);
  };

  const shown = cursor && cursor.index <= last ? point(cursor.index) : undefined;
  return (
    <figure class="chart">
      <figcaption class="chart-legend">
        {legend.map(({ name, tone, dashed, bar }) => (
          <span key={name} class="legend-entry">
            <svg
              class={`legend-key line-${tone} fill-${tone}`}
              width="18"
              height="10"
              aria-hidden="true"
              focusable="false"
            >
              {bar ? (
                <rect width="10" height="10" x="4" rx="2" />
              ) : (
                <line x1="0" x2="18" y1="5" y2="5" stroke-dasharray={dashed ? '4 3' : undefined} />
              )}
            </svg>
            {name}
          </span>
        ))}
        {children}
      </figcaption>
      <div
        class="chart-canvas"
        role="application"
        aria-roledescription="chart"
        aria-label={label}
        aria-describedby={summaryId}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the chart's values.
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => show(undefined)}
      >
        <div ref={host} class="chart-host" style={{ minHeight: `${height}px` }}>
          {library && 'problem' in library ? (
            <p class="problem">
              This browser cannot draw the chart ({library.problem}); its values are in the table.
            </p>
          ) : null}
        </div>
        {shown && cursor ? (
          <div
            class={`tooltip${cursor.left > (host.current?.clientWidth ?? 0) / 2 ? ' tooltip-left' : ''}`}
            style={{ left: `${cursor.left}px` }}
          >
            <strong>{shown.heading}</strong>
            {shown.values.map(({ name, text, tone }) => (
              <span key={name} class="tooltip-row">
                <span class="tooltip-name">
                  {tone ? <span class={`dot back-${tone}`} /> : null}
                  {name}
                </span>
                <span class="tooltip-value">{text}</span>
              </span>
            ))}
          </div>
        ) : null}
      </div>
      <p id={summaryId} class="hidden">
        {summary} The arrow keys read the values.
      </p>
      <p class="hidden" aria-live="polite">
        {shown && cursor?.byKey ? said(shown) : ''}
      </p>
      <details class="chart-table" onToggle={(event) => setTabular(event.currentTarget.open)}>
        <summary>
          Values as a table<span class="hidden">: {label}</span>
        </summary>
        {tabular ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          <section class="table-frame table-low" aria-label={`${label}, values`} tabIndex={0}>
            <table>
              <caption class="hidden">{label}</caption>
              <thead>
                <tr>
                  <th scope="col">{heading}</th>
                  {(last >= 0 ? point(0).values : []).map(({ name }) => (
                    <th key={name} scope="col" class="figures">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {Array.from({ length: last + 1 }, (_, index) => {
                  const row = point(index);
                  return (
                    <tr key={row.heading}>
                      <th scope="row">{row.heading}</th>
                      {row.values.map(({ name, text }) => (
                        <td key={name} class="figures">
                          {text}
                        </td>
                      ))}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
        ) : null}
      </details>
    </figure>
  );
};
