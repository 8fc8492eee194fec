// What the page uses of the Vega runtime (libraries/vega.ts).

export interface Scale {
  (value: number | string): number;
  invert(px: number): number;
  bandwidth?(): number;
  domain(): (number | string)[];
}

export interface VegaView {
  signal(name: string, value?: unknown): VegaView & number;
  width(value: number): VegaView;
  height(value: number): VegaView;
  data(name: string, rows: object[]): VegaView;
  runAsync(): Promise<VegaView>;
  scale(name: string): Scale;
  origin(): [number, number];
  padding(): { left: number; top: number };
  finalize(): void;
}

export interface VegaSpec {
  scales?: { name: string; type: string; domain?: unknown; domainMin?: number; domainMax?: number }[];
  axes?: {
    scale: string;
    title?: unknown;
    encode?: object;
    grid?: boolean;
    labels?: boolean;
    format?: unknown;
    values?: unknown;
    tickMinStep?: number;
  }[];
  [key: string]: unknown;
}

/** What the runtime calls when the pointer is on a mark with a tooltip; `value` is what the spec says of it. */
export type TooltipHandler = (
  handler: unknown,
  event: MouseEvent,
  item: { datum?: unknown } | null,
  value: unknown,
) => void;

export interface Vega {
  view(spec: object, config: object, container: HTMLElement, tooltip?: TooltipHandler): VegaView;
}
