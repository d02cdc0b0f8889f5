/** Amounts per day, stacked by series: bars on a canvas, drawn by uPlot. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { formatShort, formatValue } from '../format.js';
import { themeRevision } from '../parts/masthead.js';
import { resolveColor, seriesColor } from './palette.js';

export type TimeSeries = {
  readonly label: string;
  /** One value a day, in the order of `days`. */
  readonly values: readonly number[];
  /** Absent: the colour of its place. */
  readonly color?: string;
};

export type StackedTimeProps = {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  /** Days as `YYYY-MM-DD`, ascending, without holes. */
  readonly days: readonly string[];
  readonly series: readonly TimeSeries[];
  readonly unit: string;
};

const heightPx = 240;

/** Stacked bars over days with a legend that shows the day under the pointer. */
export function StackedTime({ label, days, series, unit }: StackedTimeProps) {
  const holder = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  const theme = themeRevision.value;
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const plot = new uPlot(
      options(element, days, series, unit, (index) => showDay(legend.current, days, series, unit, index)),
      stacked(days, series),
      element,
    );
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [days, series, unit, theme]);
  const total = series.reduce((sum, one) => sum + one.values.reduce((a, b) => a + b, 0), 0);
  return (
    <figure class="stacked-time">
      <div class="legend" ref={legend}>
        <span class="legend-day" />
        {series.map((one, index) => (
          <span key={one.label} class={series.length === 1 ? 'legend-item legend-only' : 'legend-item'}>
            <i style={{ background: colorOf(one, index) }} aria-hidden="true" />
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
    </figure>
  );
}

function colorOf(series: TimeSeries, place: number): string {
  return series.color ?? seriesColor(place);
}

/** Cumulated values, top series first, so that what is drawn later covers what is below it. */
function stacked(days: readonly string[], series: readonly TimeSeries[]): uPlot.AlignedData {
  const sums = days.map(() => 0);
  const layers = series.map((one) =>
    days.map((_, day) => {
      sums[day] = (sums[day] ?? 0) + (one.values[day] ?? 0);
      return sums[day] ?? 0;
    }),
  );
  return [days.map(at), ...layers.toReversed()];
}

function options(
  element: HTMLElement,
  days: readonly string[],
  series: readonly TimeSeries[],
  unit: string,
  onDay: (index: number | null) => void,
): uPlot.Options {
  const text = resolveColor('var(--muted)', element);
  const line = resolveColor('var(--line)', element);
  const bars = uPlot.paths.bars?.({ size: [0.72, 46], radius: 0 });
  const axis = { stroke: text, font: '11px system-ui, sans-serif', ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: heightPx,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    hooks: { setCursor: [(plot) => onDay(plot.cursor.idx ?? null)] },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    // Bars stand in the middle of their day: half a day of room on both sides.
    scales: {
      x: { range: () => [at(days[0]) - 43_200, at(days.at(-1)) + 43_200] },
      y: { range: (_, __, max) => [0, max <= 0 ? 1 : max * 1.08] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: 64,
        values: (_, splits) => splits.map(dayLabel),
        incrs: dayIncrements,
      },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        size: (_, values) => 14 + 6.4 * Math.max(3, ...(values ?? []).map((value) => value.length)),
        space: 44,
        values: (_, splits) => splits.map((value) => formatShort(value, unit)),
      },
    ],
    series: [
      {},
      ...series
        .map((one, index) => ({
          label: one.label,
          fill: resolveColor(colorOf(one, index), element),
          width: 0,
          points: { show: false },
          ...(bars === undefined ? {} : { paths: bars }),
        }))
        .toReversed(),
    ],
  };
}

/** Days only: a bar is a day, whatever the zoom. */
const dayIncrements = [1, 2, 7, 14, 30, 60, 91, 182, 365].map((days) => days * 86_400);
const shortDay = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const longDay = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

/** A day in the seconds that uPlot counts in. */
function at(day: string | undefined): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

function dayLabel(seconds: number): string {
  return shortDay.format(seconds * 1000);
}

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
