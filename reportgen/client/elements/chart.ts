// <rg-chart>: a compiled Vega spec with its data. It follows which runs are shown, and the step where it has several.

import {
  ChartElement,
  logarithmic,
  logTicksOf,
  type Row,
  rowsOf,
  type Setting,
  type Sheet,
  type VegaSpec,
  type VegaView,
} from "../chart";
import { followStep, isHidden, mark, type State, state } from "../core";
import type { ChartPayload as View } from "../payloads";

export * from "../chart";

class Chart extends ChartElement<View> {
  private rows = new Map<string, Row[]>();
  private steps: number[] = [];
  private first: boolean[] = [];
  private unfollow: (() => void) | undefined;

  protected override libraryName(): string {
    return this.view.library;
  }

  protected override async load(): Promise<void> {
    this.rows = new Map(
      await Promise.all(
        Object.entries(this.view.data).map(async ([name, frame]) => [name, await rowsOf(frame)] as [string, Row[]]),
      ),
    );
    if (!this.first.length) this.first = this.view.switches.map(({ on }) => on);
    const { step } = this.view;
    if (!step) return;
    this.steps = [...new Set([...this.rows.values()].flat().map((row) => Number(row[step])))]
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    this.unfollow?.();
    if (!this.live.isConnected) return;
    this.unfollow = followStep(this, { places: this.steps }, () => undefined);
    mark(this);
  }

  protected override rest(): void {
    super.rest();
    this.unfollow?.();
    this.unfollow = undefined; // it knows all that was drawn
    this.rows.clear();
  }

  protected override concerns(now: State, before: State): boolean {
    return super.concerns(now, before) || (this.view.step !== "" && now.step !== before.step);
  }

  protected override runsOf(datum: unknown): readonly number[] {
    const { run } = this.view;
    const row = datum as Row | undefined;
    return run && row && run in row ? [Number(row[run])] : [];
  }

  protected override key(): string {
    return this.view.switches.map(({ on }) => on).join();
  }

  protected override spec(): VegaSpec {
    const spec = structuredClone(this.view.vega);
    for (const { on, scales = {} } of this.view.switches) {
      for (const scale of spec.scales ?? []) {
        const types = scales[scale.name];
        if (!types) continue;
        scale.type = types[on ? 1 : 0];
        if (scale.type !== "log") continue;
        const { domainMin = 0, domainMax = Infinity } = scale;
        const values = (this.rows.get("rows") ?? []).map((row) => Number(row[scale.name]));
        const ticks = logTicksOf(values.filter((value) => value >= domainMin && value <= domainMax));
        for (const axis of spec.axes ?? []) {
          if (axis.scale !== scale.name) continue;
          axis.values = ticks;
          if (axis.labels !== false) logarithmic(axis);
        }
      }
    }
    return spec;
  }

  protected override async paint(view: VegaView, width: number, height: number): Promise<void> {
    for (const name of this.rows.keys()) view.data(name, this.shown(name));
    if (!this.view.fixed) view.width(width).height(height);
    await view.runAsync();
  }

  /** The rows of a data set for the runs that are shown, at the step of the page. */
  private shown(name: string): Row[] {
    const { run, step } = this.view;
    // Trends were computed over all runs on the axes as drawn; over others they would say something false.
    if (
      (name === "trend" || name === "ends") &&
      ((this.rows.get("rows") ?? []).some((row) => isHidden(Number(row[run]))) ||
        this.view.switches.some(({ on }, i) => on !== this.first[i]))
    )
      return [];
    const all = (this.rows.get(name) ?? []).filter((row) => !run || !(run in row) || !isHidden(Number(row[run])));
    if (!step || !all.some((row) => step in row)) return all.map((row) => ({ ...row }));
    // Each run shows what it had last logged at or before the step.
    const now = state.step ?? Infinity;
    const last = new Map<unknown, number>();
    for (const row of all) {
      const at = Number(row[step]);
      const before = last.get(row[run]) ?? -Infinity;
      if (at <= Math.max(now, this.steps[0] ?? 0) && at > before) last.set(row[run], at);
    }
    return all.filter((row) => Number(row[step]) === last.get(row[run])).map((row) => ({ ...row }));
  }

  override settings(): Setting[] {
    return this.view.switches.map((one) => ({
      type: "check" as const,
      label: one.label,
      value: () => one.on,
      change: (on: boolean) => {
        one.on = on;
        this.redraw();
      },
    }));
  }

  override sheet(): Sheet | null {
    const rows = this.shown(this.view.sheet);
    const { titles, run } = this.view;
    if (!rows.length) return null;
    const columns = Object.keys(titles).filter((name) => name in (rows[0] ?? {}));
    const plain = (value: unknown): string | number | boolean | null =>
      typeof value === "number" || typeof value === "boolean" || value === null || value === undefined
        ? (value ?? null)
        : String(value).replace(/^\u2060/u, "");
    return {
      columns: columns.map((name) => titles[name] ?? name),
      rows: rows.map((row) =>
        columns.map((name) => (name === run ? (this.names[Number(row[name])] ?? "") : plain(row[name]))),
      ),
    };
  }
}

customElements.define("rg-chart", Chart);
