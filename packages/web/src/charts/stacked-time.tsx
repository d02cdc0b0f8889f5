/** Amounts per day, stacked by series, with a legend that shows the day under the pointer. */
import { useEffect, useRef, useState } from 'preact/hooks';

import { linkToDay, visit } from '../address.js';
import { whileWaiting } from '../ask.js';
import { formatShort, formatValue } from '../format.js';
import { themeRevision } from '../parts/masthead.js';
import { seriesColor } from './palette.js';
import type { TimeSeries } from './time-plot.js';

export type StackedTimeProps = {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  /** Days as `YYYY-MM-DD`, ascending, without holes. */
  readonly days: readonly string[];
  readonly series: readonly TimeSeries[];
  readonly unit: string;
};

/** The script that draws, fetched when the first chart is there to be drawn. */
let plotScript: Promise<typeof import('./time-plot.js')> | null = null;

function loadPlot(): Promise<typeof import('./time-plot.js')> {
  plotScript ??= whileWaiting(import('./time-plot.js')).catch((error: unknown) => {
    plotScript = null;
    throw error;
  });
  return plotScript;
}

/** Bars over days, each leading to its day; their canvas is drawn when its script is there. */
export function StackedTime({ label, days, series, unit }: StackedTimeProps) {
  const holder = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  const [missing, setMissing] = useState(false);
  const theme = themeRevision.value;
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const onDay = (index: number | null) => showDay(legend.current, days, series, unit, index);
    // The table links its days for those without a pointer.
    const onPick = (index: number) => visit(linkToDay(days[index]));
    let remove: (() => void) | null = null;
    let gone = false;
    loadPlot().then(
      ({ drawTimePlot }) => {
        if (!gone) remove = drawTimePlot(element, { days, series, unit, onDay, onPick });
      },
      () => setMissing(true),
    );
    return () => {
      gone = true;
      remove?.();
    };
  }, [days, series, unit, theme]);
  const total = series.reduce((sum, one) => sum + one.values.reduce((a, b) => a + b, 0), 0);
  return (
    <figure class="stacked-time">
      <div class="legend" ref={legend}>
        <span class="legend-day" />
        {series.map((one, index) => (
          <span
            key={one.label}
            class={series.length === 1 ? 'legend-item legend-only' : 'legend-item'}
            title={one.label}
          >
            <i style={{ background: one.color ?? seriesColor(index) }} aria-hidden="true" />
            <span class="legend-name">{one.label}</span> <b />
          </span>
        ))}
      </div>
      <div
        ref={holder}
        class="plot"
        role="img"
        aria-label={`${label}: ${formatValue(total, unit)} in ${days.length} days. The table holds each number.`}
      />
      {missing && <p class="panel-note hint">The chart could not be loaded: reload the page. The table is complete.</p>}
    </figure>
  );
}

const longDay = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

/** Writes into the legend directly: a pointer that moves must not draw the page again. */
function showDay(
  legend: HTMLDivElement | null,
  days: readonly string[],
  series: readonly TimeSeries[],
  unit: string,
  index: number | null,
): void {
  if (legend === null) return;
  const day = index === null ? undefined : days[index];
  const head = legend.querySelector('.legend-day');
  if (head !== null) head.textContent = day === undefined ? '' : longDay.format(Date.parse(`${day}T00:00:00Z`));
  legend.querySelectorAll('b').forEach((cell, place) => {
    cell.textContent = day === undefined || index === null ? '' : formatShort(series[place]?.values[index] ?? 0, unit);
  });
}
