// <rg-scalar-chart>: the number follows which runs are shown.

import { isHidden, plural, RgElement, said, say, subscribe, titleOf } from "../core";

/** `bigint`: a whole number that no double holds. */
type Value = number | bigint;

const doubles = (v: readonly Value[]): number[] => v.map(Number);
const ordered = (v: readonly Value[]): Value[] => [...v].sort((a, b) => Number(a > b) - Number(a < b));
const whole = (v: readonly Value[]): v is bigint[] | number[] =>
  v.some((one) => typeof one === "bigint") && v.every((one) => typeof one === "bigint" || Number.isInteger(one));
const total = (v: readonly Value[]): Value =>
  whole(v) ? v.map(BigInt).reduce((a, b) => a + b, 0n) : doubles(v).reduce((a, b) => a + b, 0);
function mean(v: readonly Value[]): Value {
  const sum = total(v);
  const count = BigInt(v.length);
  return typeof sum === "bigint" && sum % count === 0n ? sum / count : Number(sum) / v.length;
}
const exact = (text: string): Value =>
  /^-?\d{16,}$/.test(text) && !Number.isSafeInteger(Number(text)) ? BigInt(text) : Number(text);

const HOW: Record<string, (values: Value[]) => Value> = {
  mean,
  sum: total,
  min: (v) => ordered(v)[0] ?? NaN,
  max: (v) => ordered(v).at(-1) ?? NaN,
  median: (v) => {
    const s = ordered(v);
    const m = s.length >> 1;
    return s.length % 2 ? (s[m] ?? 0) : mean(s.slice(m - 1, m + 1));
  },
};
const WORDS: Record<string, string> = {
  mean: say("mean of {runs}"),
  min: say("lowest of {runs}"),
  max: say("highest of {runs}"),
  median: say("median of {runs}"),
  sum: say("sum of {runs}"),
};

/** What the number over several rows is: of the first one its run, and how far it is from the second. */
function about(rows: readonly HTMLElement[], values: Value[], how: string): string {
  const of = (WORDS[how] ?? "").replace("{runs}", plural(rows.length, "run"));
  const [first, second] = values; // in the order of the rows
  if ((how !== "min" && how !== "max") || first === undefined || second === undefined) return of;
  const name = (row: HTMLElement | undefined): string => row?.querySelector("bdi")?.textContent ?? "";
  const gap = Math.abs(
    Number(typeof first === "bigint" && typeof second === "bigint" ? first - second : Number(first) - Number(second)),
  );
  const rounding = typeof first === "bigint" && typeof second === "bigint" ? 0 : Math.abs(Number(first)) * 1e-12;
  if (gap > rounding && Number.isFinite(gap))
    return say(how === "max" ? "{run}, {gap} above {other}" : "{run}, {gap} below {other}", {
      run: name(rows[0]),
      gap: said(gap, 3),
      other: name(rows[1]),
    });
  const owners = values.filter((value) => Math.abs(Number(value) - Number(first)) <= rounding).length;
  return `${owners === 1 ? name(rows[0]) : plural(owners, "run")}, ${of}`;
}

class ScalarChart extends RgElement {
  private stop: (() => void) | undefined;
  private whole = "";

  protected override wake(): void {
    this.whole ||= this.querySelector(".rg-number")?.textContent ?? "";
    this.stop = subscribe((now, before) => {
      if (now.hidden !== before.hidden) this.draw();
    });
    this.draw();
  }

  protected override rest(): void {
    this.stop?.();
  }

  private draw(): void {
    const how = this.dataset.how ?? "mean";
    const rows = [...this.querySelectorAll<HTMLElement>("li[data-run]")];
    const shown = rows.filter((row) => !isHidden(Number(row.dataset.run)));
    const number = this.querySelector(".rg-number");
    const note = this.querySelector(".rg-note");
    if (!number || !note || !rows.length) return;
    const against = this.querySelector<HTMLElement>(".rg-against"); // which compares all runs
    if (against) against.hidden = shown.length < rows.length;
    const values = shown.map((row) => exact(row.dataset.value ?? ""));
    const found = (HOW[how] ?? mean)(values);
    number.textContent = shown.length === rows.length ? this.whole : values.length ? said(found) : "–";
    number.setAttribute("title", values.length ? (titleOf(found, number.textContent) ?? "") : "");
    note.textContent =
      shown.length === 1 ? (shown[0]?.querySelector("bdi")?.textContent ?? "") : about(shown, values, how);
  }
}

customElements.define("rg-scalar-chart", ScalarChart);
