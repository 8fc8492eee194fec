// What is in force in a line plot: the reader's choice for this plot, then for the page, then the spec's.

import type { Aggregate, Setting, Spread } from "../chart";
import {
  axisName,
  isRefocused,
  offerAxes,
  offerChoice,
  offerLog,
  offerSmoothing,
  type State,
  say,
  set,
  state,
} from "../core";
import type { LinePlotPayload as View } from "../payloads";
import type { Cut } from "./axes/outliers";
import type { Line, Settings } from "./data/drawn";
import type { SmoothingType } from "./data/series";

type Noise = View["noise"];

/** What the reader set for this plot alone. */
interface Own {
  smoothing?: number;
  smoothingType?: SmoothingType;
  logX?: boolean;
  logY?: boolean;
  original?: boolean;
  ignoreOutliers?: Cut;
  noise?: Noise;
  aggregate?: Aggregate;
  range?: Spread;
}

const SMOOTHINGS: [SmoothingType, string][] = [
  ["exponentialTimeWeighted", say("Time-weighted EMA")],
  ["exponential", say("Exponential moving average")],
  ["gaussian", say("Gaussian")],
  ["average", say("Moving average")],
  ["none", say("None")],
];
const AGGREGATES: [string, string][] = [
  ["mean", say("Mean")],
  ["median", say("Median")],
  ["min", say("Minimum")],
  ["max", say("Maximum")],
  ["sum", say("Sum")],
  ["samples", say("Every run")],
];
const RANGES: [string, string][] = [
  ["minmax", say("Minimum to maximum")],
  ["stddev", say("Standard deviation")],
  ["stderr", say("Standard error")],
  ["samples", say("Every run")],
  ["none", say("None")],
];
const CUTS: [Cut, string][] = [
  ["auto", say("Automatic")],
  ["on", say("On")],
  ["off", say("Off")],
];
const NOISES: [Noise, string][] = [
  ["auto", say("Automatic")],
  ["band", say("Band")],
  ["line", say("Line")],
];
const ALWAYS = ["step", "relative_time", "wall_time"];

export class Choices {
  private own: Own = {};

  /** `changed` is told of each choice, and whether the x axis is another one now; the address knows `title`'s axis. */
  constructor(
    private readonly view: View,
    private readonly title: string,
    private readonly changed: (axis: boolean) => void,
  ) {}

  /** The name of this plot's x axis among the page's settings, so that it is in the address. */
  private get setting(): string {
    return `x.${this.title}`;
  }

  axis(): string {
    const wanted = state.settings[this.setting] ?? state.axis;
    return wanted !== null && this.view.lines.some((line) => hasAxis(line, wanted)) ? wanted : this.view.axis;
  }

  logY(): boolean {
    return this.own.logY ?? state.logY ?? this.view.logY;
  }

  logX(): boolean {
    return this.axis() !== "wall_time" && (this.own.logX ?? (this.view.logX && this.axis() === this.view.axis));
  }

  /** The type of the x scale. */
  scale(): "utc" | "log" | "linear" {
    return this.axis() === "wall_time" ? "utc" : this.logX() ? "log" : "linear";
  }

  /** Whether a change of the page's state changes what is in force, or how marks look where there are any. */
  concerns(now: State, before: State, marked: boolean): boolean {
    return (
      (marked && isRefocused(now, before)) ||
      now.axis !== before.axis ||
      now.smoothing !== before.smoothing ||
      now.logY !== before.logY ||
      now.settings.noise !== before.settings.noise ||
      now.settings.outliers !== before.settings.outliers
    );
  }

  settings(): Settings {
    const { own, view } = this;
    return {
      smoothing: own.smoothing ?? state.smoothing ?? view.smoothing,
      smoothingType: own.smoothingType ?? view.smoothingType,
      original: own.original ?? view.original,
      aggregate: own.aggregate ?? view.aggregate,
      range: own.range ?? view.range,
      plotType: view.plotType,
      ignoreOutliers: own.ignoreOutliers ?? among(CUTS, state.settings.outliers) ?? view.ignoreOutliers,
      noise: own.noise ?? among(NOISES, state.settings.noise) ?? view.noise,
    };
  }

  private put(parts: Own): void {
    this.own = { ...this.own, ...parts };
    this.changed("logX" in parts);
  }

  /** The plot's menu. */
  menu(): Setting[] {
    const of = [...(this.view.groups.length ? this.groups() : []), this.axes(), ...this.smoothing()];
    return [...of, ...this.scales()];
  }

  private groups(): Setting[] {
    return [
      {
        type: "select",
        label: say("Show groups as"),
        options: AGGREGATES,
        value: () => this.settings().aggregate,
        change: (name) => this.put({ aggregate: name as Aggregate }),
      },
      {
        type: "select",
        label: say("Band"),
        options: RANGES,
        value: () => this.settings().range,
        change: (name) => this.put({ range: name as Spread }),
      },
    ];
  }

  private axes(): Setting {
    const axes = [...ALWAYS, ...this.view.axes.filter((axis) => !ALWAYS.includes(axis))];
    return {
      type: "select",
      label: say("X axis"),
      options: [["", say("As for all charts")], ...axes.map((axis): [string, string] => [axis, axisName(axis)])],
      value: () => state.settings[this.setting] ?? "",
      change: (axis) => set(this.setting, axis || null),
    };
  }

  private smoothing(): Setting[] {
    return [
      {
        type: "range",
        label: say("Smoothing"),
        min: 0,
        max: 0.99,
        step: 0.01,
        value: () => this.settings().smoothing,
        change: (smoothing) => this.put({ smoothing }),
      },
      {
        type: "select",
        label: say("Smoothing method"),
        options: SMOOTHINGS,
        value: () => this.settings().smoothingType,
        change: (name) => this.put({ smoothingType: name as SmoothingType }),
      },
      {
        type: "select",
        label: say("Noise"),
        options: NOISES,
        value: () => this.settings().noise,
        change: (name) => this.put({ noise: name as Noise }),
      },
      {
        type: "check",
        label: say("Show raw values"),
        value: () => this.settings().original,
        change: (original) => this.put({ original }),
      },
    ];
  }

  private scales(): Setting[] {
    return [
      {
        type: "check",
        label: say("Logarithmic y axis"),
        value: () => this.logY(),
        change: (logY) => this.put({ logY }),
      },
      {
        type: "check",
        label: say("Logarithmic x axis"),
        value: () => this.logX(),
        change: (logX) => this.put({ logX }),
      },
      {
        type: "select",
        label: say("Ignore outliers"),
        options: CUTS,
        value: () => this.settings().ignoreOutliers,
        change: (name) => this.put({ ignoreOutliers: name as Cut }),
      },
    ];
  }
}

const hasAxis = (line: Line, axis: string): boolean =>
  axis in line.x || (axis === "wall_time" && "relative_time" in line.x && line.start !== null);

/** A value of the address that is one of the choices. */
const among = <T extends string>(options: readonly [T, string][], value: string | undefined): T | undefined =>
  options.find(([name]) => name === value)?.[0];

/** Offer in the side what can be set for all plots. */
export function offer(view: View): void {
  offerAxes(view.axes);
  offerSmoothing();
  offerLog();
  const named = (options: readonly [string, string][]): [string, string][] =>
    options.filter(([name]) => name !== "auto").map(([name, text]) => [name, text]);
  offerChoice("noise", say("Noise"), named(NOISES));
  offerChoice("outliers", say("Ignore outliers"), named(CUTS));
}
