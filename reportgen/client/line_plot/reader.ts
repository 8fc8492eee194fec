// Reading values of a line plot: crosshair, dots, tooltip and what a screen reader says, at the pointer or by keys.

import { type Area, followCursor, moveCursor, type Tip, type TipRow } from "../chart";
import { create, isFaint, point, subscribe } from "../core";
import type { Plane } from "./axes/plane";
import type { Drawn } from "./data/drawn";
import type { Lines } from "./lines";
import { hitsAt, nextX, placeText, type Reading, tipRows } from "./reading";
import { Spots } from "./spots";

/** A plot as it is drawn now. */
export interface Scene {
  plane: Plane;
  drawn: readonly Drawn[];
  plot: HTMLElement;
  area: Area;
  axis: string;
  unit: number;
  goal: string;
  /** Whether values are shares of a whole. */
  share: boolean;
}

const PIXELS = 2; // along an axis of time, closer points are at one place
const TOP = 20; // px from the top, where the tooltip stands that keys asked for

export class Reader {
  private readonly cross = create("div", { class: "rg-cross", hidden: true });
  private readonly spots = new Spots();
  private readonly spoken = create("p", { class: "rg-hidden", "aria-live": "polite" });
  readonly parts: HTMLElement[] = [this.cross, this.spots.element, this.spoken];
  /** The x that was read last, NaN before. */
  at = NaN;
  private near: Drawn | null = null;

  constructor(
    private readonly tip: Tip,
    private readonly lines: Lines,
  ) {}

  /** Read at a pixel of the drawing area, where the axis has `value`; above the plot for a finger. */
  read(scene: Scene | null, value: number, px: number, py: number, finger: boolean): void {
    const reading = scene && hitsAt(scene.drawn, value, scene.plane.domain, scene.goal);
    if (!scene || !reading) return this.leave();
    this.light(this.spots.nearest(reading.hits, { px, py: py - scene.area.top }, value, scene.plane));
    this.tell(scene, reading, finger ? -Infinity : py);
    this.spoken.textContent = "";
  }

  /** Read at the next logged place beyond `from`, at `to` or farther; a first step reads at `from`. */
  step(scene: Scene, by: number, from: number, to: number): void {
    const next = Number.isFinite(by) ? nextX(scene.drawn, from, by > 0 ? 1 : -1, Math.abs(to - from)) : to;
    const [low, high] = scene.plane.domain;
    const value = Number.isFinite(this.at) || !Number.isFinite(by) ? next : from;
    const reading = hitsAt(scene.drawn, Math.min(Math.max(value, low), high), scene.plane.domain, scene.goal);
    if (!reading) return;
    this.spots.last = null;
    this.light(null);
    const { title, rows } = this.tell(scene, reading, TOP);
    this.spoken.textContent = [title, ...rows.map(({ name, value: text }) => [name, text].join(" "))].join(", ");
  }

  private tell(scene: Scene, reading: Reading, py: number): { title: string; rows: TipRow[] } {
    const { axis, unit, plane } = scene;
    const left = this.mark(scene, reading.x);
    const time = axis === "relative_time" || axis === "wall_time";
    const perPixel = (plane.domain[1] - plane.domain[0]) / Math.max(scene.area.width, 1);
    const rows = tipRows(scene.drawn, reading, this.spots.last, { ...scene, least: time ? PIXELS * perPixel : 0 });
    const title = placeText(axis, reading.x, unit);
    this.spots.show(scene.area, reading.hits, plane);
    this.tip.show(scene.plot, left, py, title, rows);
    this.at = reading.x;
    moveCursor({ axis, x: reading.x, from: this });
    return { title, rows };
  }

  /** Put the crosshair at x; returns its place in the plot, in pixels. */
  private mark({ area, plane }: Scene, x: number): number {
    const left = area.left + plane.toX(x);
    Object.assign(this.cross.style, { left: `${left}px`, top: `${area.top}px`, height: `${area.height}px` });
    this.cross.hidden = false;
    return left;
  }

  /** Light up the line that the pointer is at, and its runs in all charts. */
  private light(near: Drawn | null): void {
    if (near === this.near) return;
    this.near = near;
    point(near?.runs ?? []);
    this.relight();
  }

  /** Lines are drawn anew, or other runs are picked out. */
  relight(): void {
    this.lines.light(this.near, isFaint);
  }

  /** Follow the crosshair of other plots and the runs that are picked out, until the returned function is called. */
  follow(scene: () => Scene | null): () => void {
    const stops = [
      followCursor((cursor) => {
        const here = cursor?.from === this ? null : scene();
        if (!here) return;
        const { axis, plane } = here;
        this.quiet();
        if (cursor?.axis === axis && cursor.x >= plane.domain[0] && cursor.x <= plane.domain[1])
          this.mark(here, cursor.x);
      }),
      subscribe((now, before) => {
        if (now.hovered !== before.hovered || now.focused !== before.focused) this.relight();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  private quiet(): void {
    this.cross.hidden = true;
    this.light(null);
    this.spots.hide();
    this.tip.hide();
  }

  leave(): void {
    if (this.cross.hidden && this.tip.element.hidden) return this.light(null);
    this.quiet();
    moveCursor(null);
  }
}
