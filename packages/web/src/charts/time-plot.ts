/** The canvas of amounts per day: stacked bars, drawn by uPlot. Loaded by itself, after the numbers are there. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { formatShort } from '../format.js';
import { resolveColor, seriesColor } from './palette.js';

export type TimeSeries = {
  readonly label: string;
  /** One value a day, in the order of `days`. */
  readonly values: readonly number[];
  /** Absent: the colour of its place. */
  readonly color?: string;
};

export type TimePlotOptions = {
  /** Days as `YYYY-MM-DD`, ascending, without holes. */
  readonly days: readonly string[];
  readonly series: readonly TimeSeries[];
  readonly unit: string;
  /** The day under the pointer, as its place in `days`; null when there is none. */
  readonly onDay: (index: number | null) => void;
  /** A day was chosen, by its place. */
  readonly onPick: (index: number) => void;
};

const heightPx = 240;

/** Draws into an element and follows its width; gives what takes it away again. */
export function drawTimePlot(element: HTMLElement, options: TimePlotOptions): () => void {
  const plot = new uPlot(plotOptions(element, options), stacked(options.days, options.series), element);
  const pick = () => {
    const { idx } = plot.cursor;
    if (typeof idx === 'number') options.onPick(idx);
  };
  plot.over.addEventListener('click', pick);
  const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }));
  resized.observe(element);
  return () => {
    resized.disconnect();
    plot.destroy();
  };
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

function plotOptions(element: HTMLElement, { days, series, unit, onDay }: TimePlotOptions): uPlot.Options {
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
          fill: resolveColor(one.color ?? seriesColor(index), element),
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

/** A day in the seconds that uPlot counts in. */
function at(day: string | undefined): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

function dayLabel(seconds: number): string {
  return shortDay.format(seconds * 1000);
}
