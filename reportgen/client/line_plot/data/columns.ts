// The data blocks of a line plot, and its lines along an axis.

import { type BlockId, column, type Floats, isHidden } from "../../core";
import type { Course, Line } from "./drawn";
import type { Band } from "./groups";
import { ordered, type Points } from "./series";
import type { Held } from "./sheet";

/** A value that is no number, and where. */
export interface Bad {
  line: Line;
  x: number;
  y: number;
}

const NOTHING: Floats = new Float64Array(0);

export class Columns {
  private readonly of = new Map<Line, { x: Map<string, Floats>; y: Floats; low: Floats; high: Floats }>();
  /** The lines in the order of the axis that was asked for last: hiding a run changes nothing of the others. */
  private readonly known = new Map<Line, Points>();
  private axis = "";

  async load(lines: readonly Line[]): Promise<void> {
    await Promise.all(
      lines.map(async (line) => {
        const axes = Object.entries(line.x);
        const edge = (id: BlockId | undefined): Floats | Promise<Floats> => (id ? column(id) : NOTHING);
        const [y, low, high, ...xs] = await Promise.all([
          column(line.y),
          edge(line.edges?.low),
          edge(line.edges?.high),
          ...axes.map(([, id]) => column(id)),
        ]);
        const x = new Map(axes.map(([axis], i) => [axis, xs[i] ?? NOTHING] as [string, Floats]));
        this.of.set(line, { x, y, low, high });
      }),
    );
  }

  clear(): void {
    this.of.clear();
    this.known.clear();
  }

  private xOf(line: Line, axis: string): Floats | undefined {
    const columns = this.of.get(line)?.x;
    if (axis !== "wall_time") return columns?.get(axis);
    const start = line.start;
    const relative = columns?.get("relative_time");
    return start === null || !relative ? undefined : Float64Array.from(relative, (t) => (t + start) * 1000);
  }

  /** All that the page holds of the lines of runs that are shown. */
  held(axis: string, lines: readonly Line[]): Held[] {
    return lines.flatMap((line) => {
      const own = this.of.get(line);
      if (isHidden(line.run) || !own) return [];
      const of = (key: string, values: Floats): Held => ({
        line: { ...line, key },
        steps: this.xOf(line, "step") ?? [],
        x: this.xOf(line, axis) ?? [],
        values,
      });
      const [low = "", high = ""] = line.edges?.keys ?? [];
      return [of(line.key, own.y), ...(line.edges ? [of(low, own.low), of(high, own.high)] : [])];
    });
  }

  private ordered(line: Line, axis: string): Points | undefined {
    const x = this.xOf(line, axis);
    const y = this.of.get(line)?.y;
    return x && y && ordered(x, y);
  }

  /** The band around a line, along an axis. */
  private band(line: Line, axis: string): Band | null {
    const [x, own] = [this.xOf(line, axis), this.of.get(line)];
    if (!line.edges || !x || !own) return null;
    const low = ordered(x, own.low);
    return { x: low.x, low: low.y, high: ordered(x, own.high).y };
  }

  /** The lines of runs that are shown, along an axis, and their values that are no numbers. */
  along(axis: string, lines: readonly Line[]): { lines: Course[]; bad: Bad[] } {
    const found: Course[] = [];
    const bad: Bad[] = [];
    if (axis !== this.axis) this.known.clear();
    this.axis = axis;
    for (const line of lines) {
      const raw = isHidden(line.run) ? undefined : (this.known.get(line) ?? this.ordered(line, axis));
      if (!raw) continue;
      this.known.set(line, raw);
      if (!raw.x.length) continue;
      found.push({ line, raw, band: this.band(line, axis) });
      for (let i = 0; i < raw.y.length; i++)
        if (!Number.isFinite(raw.y[i] ?? NaN)) bad.push({ line, x: raw.x[i] ?? 0, y: raw.y[i] ?? NaN });
    }
    return { lines: found, bad };
  }
}
