// <rg-headline>: the best run of each figure and its lead follow which runs are shown.

import { block, isHidden, page, plural, RgElement, said, say, state, subscribe, titleOf } from "../core";
import type { HeadlineFigurePayload, HeadlinePayload } from "../payloads";

/** How far the first of `count` runs is ahead of the second, as panels/headline.py says it: rounding is no gap. */
function lead(values: readonly [number, number][], goal: string, count: number): string {
  const [first, second] = values;
  if (!first || !second) return "";
  if (!goal) {
    const numbers = values.map(([, value]) => value);
    const ends = [Math.min(...numbers), Math.max(...numbers)].map((value) => said(value));
    return `${plural(numbers.length, "run")}, ${say("{low} to {high}", { low: ends[0] ?? "", high: ends[1] ?? "" })}`;
  }
  const gap = Math.abs(first[1] - second[1]);
  const same = Math.abs(first[1]) * 1e-12;
  if (!Number.isFinite(gap) || gap <= same) {
    const owners = values.filter(([, value]) => Math.abs(value - first[1]) <= same).length;
    return say("as good as {runs}", { runs: plural(owners - 1, "other run") });
  }
  const places = { gap: said(gap, 2), runs: plural(values.length, "run") };
  if (values.length === count) {
    return say(goal === "maximize" ? "{gap} above the next run" : "{gap} below the next run", places);
  }
  return say(goal === "maximize" ? "{gap} above the next of {runs}" : "{gap} below the next of {runs}", places);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

class Headline extends RgElement {
  private stop: (() => void) | undefined;

  protected override async wake(): Promise<void> {
    const { figures, runs } = await block<HeadlinePayload>(this.dataset.view ?? "");
    const names = new Map((await page()).runs.map(({ index, name }) => [index, name]));
    const nameOf = (run: number): string => names.get(run) ?? "";
    const draw = (): void => this.draw(figures, runs.filter((run) => !isHidden(run)).length, nameOf);
    this.stop = subscribe((now, before) => {
      if (now.hidden !== before.hidden) draw();
    });
    if (state.hidden.size) draw();
  }

  protected override rest(): void {
    this.stop?.();
  }

  private draw(figures: readonly HeadlineFigurePayload[], count: number, nameOf: (run: number) => string): void {
    const cards = this.querySelectorAll<HTMLElement>(".rg-headline-card:not(.rg-headline-gap)");
    for (const [number, figure] of figures.entries()) {
      const card = cards[number];
      if (card) show(card, figure, count, nameOf);
    }
  }
}

function show(card: HTMLElement, figure: HeadlineFigurePayload, count: number, nameOf: (run: number) => string): void {
  const shown = figure.values.filter(([run]) => !isHidden(run));
  const [run, best] = shown[0] ?? [-1, NaN];
  const value = figure.goal ? best : median(shown.map(([, one]) => one));
  const part = (name: string): HTMLElement | null => card.querySelector<HTMLElement>(name);
  const number = part(".rg-number");
  if (number) {
    number.textContent = shown.length ? said(value) : "–";
    number.title = titleOf(value, number.textContent) ?? "";
  }
  const owner = part(".rg-headline-run");
  const name = owner?.querySelector("bdi");
  if (owner && name) {
    owner.hidden = !shown.length;
    name.textContent = nameOf(run);
    owner.querySelector<HTMLElement>(".rg-dot")?.style.setProperty("background", `var(--run-${run})`);
  }
  const note = part(".rg-lead");
  if (note) {
    note.textContent = shown.length ? lead(shown, figure.goal, count) : say("All runs are hidden.");
    note.title = figure.goal ? nameOf(shown[1]?.[0] ?? -1) : "";
  }
  const against = part(".rg-against"); // which compares all runs
  if (against) against.hidden = shown.length < figure.values.length;
  const history = part(".rg-history");
  if (history) history.hidden = run !== figure.values[0]?.[0];
}

customElements.define("rg-headline", Headline);
