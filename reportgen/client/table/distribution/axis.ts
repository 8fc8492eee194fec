// The axis of a distribution: its ends in words, and where its bins begin, as shown and as they stand in a question.

import { create, said, written } from "../../core";
import { isoOf } from "../../query/engine/data";
import type { Distribution } from "../../query/engine/engine";
import { mannerIn } from "../grid/cells";
import type { Column } from "../view";

/** A number as the cells of its column are written: of ids and years without separators. */
const plainly = (column: Column, value: number): string => said(value, 4, mannerIn(column).manner.thousands);

export const edge = (column: Column, value: number): string =>
  column.timestamps ? isoOf(Math.round(value), column.timestamps).replace("T", " ") : plainly(column, value);

/** An end of the axis; of long spans of time the day. */
function end(column: Column, value: number, wide: number): string {
  if (column.timestamps) return wide > 2 * 86_400_000 ? isoOf(Math.round(value), "day") : edge(column, value);
  return plainly(column, value);
}

/** Both ends of the axis: an ellipsis says where there is no room, and the title has each whole. */
export function endsOf(column: Column, { low = 0, high = 0, ends, bins = [] }: Distribution): HTMLElement {
  const some = bins.some(Boolean);
  const one = (value: number, digits: string | undefined): HTMLElement => {
    const whole = digits ?? (column.timestamps ? edge(column, value) : written(value));
    return create("span", { title: whole }, digits ? said(BigInt(digits), 4, false) : end(column, value, high - low));
  };
  return create(
    "span",
    { class: "rg-distribution-ends" },
    ...(some
      ? [one(low, ends?.[0]), ...(high > low || (ends && ends[0] !== ends[1]) ? [one(high, ends?.[1])] : [])]
      : []),
  );
}

/** Where the bins of a column begin, and what lies so far from there: as it is shown, and as it stands in a question. */
export interface Scale {
  wide: number;
  shown(offset: number): string;
  asked(offset: number): string;
  offset(text: string): number;
}

export function scaleOf(column: Column, { low = 0, high = 0, ends, bins = [] }: Distribution): Scale {
  if (ends) {
    const least = BigInt(ends[0]);
    const digits = (offset: number): string => String(least + BigInt(Math.ceil(offset)));
    return {
      wide: Number(BigInt(ends[1]) - least),
      shown: digits,
      asked: digits,
      offset: (text) => Number(BigInt(text) - least),
    };
  }
  const wide = high - low;
  const needed = (value: number): number =>
    Math.max(6, Math.min(17, 4 + Math.ceil(Math.log10((Math.abs(value) * bins.length) / (wide || 1)) || 0)));
  const asked = (value: number): string =>
    column.timestamps
      ? JSON.stringify(isoOf(Math.round(value), column.timestamps))
      : String(Number(value.toPrecision(needed(value))));
  return {
    wide,
    shown: (offset) => edge(column, low + offset),
    asked: (offset) => asked(low + offset),
    offset: (text) => (text.startsWith('"') ? Date.parse(`${text.slice(1, -1)}Z`) : Number(text)) - low,
  };
}
