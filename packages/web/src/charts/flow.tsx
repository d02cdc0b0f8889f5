/** Where things went: a few columns of boxes, joined by bands as wide as what flows between them. */
import { formatValue } from '../format.js';

/** So many go from one side to the other. */
export type FlowLink = {
  readonly from: string;
  readonly to: string;
  readonly value: number;
};

export type FlowProps = {
  readonly label: string;
  /** Names of the boxes, column by column. A name stands in one column only. */
  readonly columns: readonly (readonly string[])[];
  readonly links: readonly FlowLink[];
  readonly unit: string;
  /** Colour of a box and of the bands that leave it. */
  readonly color: (name: string) => string;
};

const viewWidth = 1100;
const viewHeight = 320;
const boxWidth = 12;
const boxGap = 26;
/** Room for the letters at the right of the last column, and above the first box. */
const marginRight = 210;
const marginTop = 8;

type Box = {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly value: number;
};

/** A flow from left to right; the numbers stand beside the boxes. */
export function Flow({ label, columns, links, unit, color }: FlowProps) {
  const boxes = layOut(columns, links);
  const bands = bandsBetween(boxes, links);
  return (
    <svg
      class="flow"
      viewBox={`0 0 ${viewWidth} ${viewHeight}`}
      role="img"
      aria-label={`${label}. The table holds each number.`}
    >
      {bands.map((band) => (
        <path key={`${band.from} ${band.to}`} d={band.path} style={{ fill: color(band.to) }} class="flow-band">
          <title>{`${band.from} → ${band.to}: ${formatValue(band.value, unit)}`}</title>
        </path>
      ))}
      {[...boxes.values()].map((box) => (
        <g key={box.name}>
          <rect
            x={box.x}
            y={box.y}
            width={boxWidth}
            height={Math.max(2, box.height)}
            rx="3"
            style={{ fill: color(box.name) }}
          />
          <text x={box.x + boxWidth + 8} y={box.y + Math.max(2, box.height) / 2 + 4}>
            <tspan class="flow-value">{formatValue(box.value, unit)}</tspan>
            <tspan dx="6">{box.name}</tspan>
          </text>
        </g>
      ))}
    </svg>
  );
}

function layOut(columns: readonly (readonly string[])[], links: readonly FlowLink[]): ReadonlyMap<string, Box> {
  const valueOf = (name: string): number => {
    const into = links.reduce((sum, link) => sum + (link.to === name ? link.value : 0), 0);
    const out = links.reduce((sum, link) => sum + (link.from === name ? link.value : 0), 0);
    return Math.max(into, out);
  };
  const filled = columns.map((column) => column.filter((name) => valueOf(name) > 0));
  const room = Math.min(...filled.map((column) => viewHeight - marginTop - boxGap * (column.length - 1)));
  const most = Math.max(1, ...filled.map((column) => column.reduce((sum, name) => sum + valueOf(name), 0)));
  const step = filled.length < 2 ? 0 : (viewWidth - marginRight - boxWidth) / (filled.length - 1);
  const boxes = new Map<string, Box>();
  filled.forEach((column, place) => {
    let y = marginTop;
    for (const name of column) {
      const value = valueOf(name);
      const height = (value / most) * room;
      boxes.set(name, { name, x: place * step, y, height, value });
      y += height + boxGap;
    }
  });
  return boxes;
}

function bandsBetween(boxes: ReadonlyMap<string, Box>, links: readonly FlowLink[]) {
  const left = new Map<string, number>();
  const right = new Map<string, number>();
  return links.flatMap((link) => {
    const from = boxes.get(link.from);
    const to = boxes.get(link.to);
    if (from === undefined || to === undefined || link.value <= 0) return [];
    const thickness = (link.value / from.value) * from.height;
    const startY = from.y + (left.get(link.from) ?? 0);
    const endY = to.y + (right.get(link.to) ?? 0);
    left.set(link.from, (left.get(link.from) ?? 0) + thickness);
    right.set(link.to, (right.get(link.to) ?? 0) + thickness);
    const startX = from.x + boxWidth;
    const bend = (to.x - startX) / 2;
    const path =
      `M${startX},${startY} C${startX + bend},${startY} ${to.x - bend},${endY} ${to.x},${endY}` +
      ` v${thickness} C${to.x - bend},${endY + thickness} ${startX + bend},${startY + thickness} ${startX},${startY + thickness} Z`;
    return [{ ...link, path }];
  });
}
