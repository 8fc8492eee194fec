// What the pointer reads from histograms: of a bin its count, its share and where the middle of all lies.

import type { TipRow } from "../chart";
import { type Floats, said, say } from "../core";
import { binAt, quantiles, sum } from "./bins";
import { heightsOf, massAt, measureName, type Rows, rowAt, type View } from "./data";

export interface Told {
  title: string;
  rows: TipRow[];
}

const rangeOf = ({ edges }: View, bin: number): string =>
  say("{low} to {high}", { low: said(edges[bin] ?? 0), high: said(edges[bin + 1] ?? 0) });

/** A bin of a histogram in words: its count and share, or its density where counts are not known. */
function countOf(view: View, mass: Floats, bin: number): string {
  const total = sum(mass);
  const share = `${said(((mass[bin] ?? 0) / (total || 1)) * 100)}%`;
  if (view.measure.startsWith("share") || view.measure === "density") return share;
  const count = mass[bin] ?? 0; // not whole where bins were divided
  return say("{n} of {total} ({share})", {
    n: said(count),
    total: said(total),
    share,
  });
}

function binOf(view: View, mass: Floats, bin: number): TipRow[] {
  const height = said(heightsOf(view, mass)[bin] ?? 0);
  return [
    { name: say("value"), value: rangeOf(view, bin) },
    { name: view.measure.startsWith("count") ? say("count") : say("share"), value: countOf(view, mass, bin) },
    ...(view.widths || view.measure === "density" ? [{ name: measureName(view.measure), value: height }] : []),
  ];
}

/** What a place of a heat map says: at a step, around a value. */
export function atStep(view: View, rows: Rows, step: number, value: number): Told {
  const row = rowAt(rows.steps, step);
  const mass = massAt(view, rows, row);
  const bin = binAt(view.edges, value);
  const middle = quantiles(mass, view.edges)[2] ?? Number.NaN;
  return {
    title: say("step {step}", { step: said(rows.steps[row] ?? 0) }),
    rows: [
      ...binOf(view, mass, bin),
      ...(Number.isFinite(middle) ? [{ name: say("median"), value: said(middle) }] : []),
    ],
  };
}

/** What a bin says of each run that has one distribution. */
export function atBin(view: View, shown: readonly Rows[], value: number): Told {
  const bin = binAt(view.edges, value);
  const [only, ...others] = shown;
  if (only && !others.length) return { title: only.name, rows: binOf(view, only.mass, bin) };
  return {
    title: rangeOf(view, bin),
    rows: shown.map(({ run, name, mass }) => ({
      color: `var(--run-${run})`,
      name,
      value: countOf(view, mass, bin),
      ...(view.widths || view.measure === "density"
        ? { raw: `${measureName(view.measure)} ${said(heightsOf(view, mass)[bin] ?? 0)}` }
        : {}),
    })),
  };
}
