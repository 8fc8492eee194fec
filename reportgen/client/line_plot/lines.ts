// The lines of a plot in an SVG of their own over Vega's axes: Vega would read every path again to find its bounds.

import type { End } from "./ends";

const SVG = "http://www.w3.org/2000/svg";

/** How much of a line is seen whose run steps back behind others. */
export const STEPPED_BACK = 0.12;

export interface Stroke {
  /** Whose it is. */
  of: Owner;
  path: string;
  stroke?: string;
  strokeWidth: number;
  strokeDash: number[] | null;
  opacity: number;
  fill?: string;
  fillOpacity: number;
  /** The range of a dense line, which the theme draws stronger in the dark. */
  noise?: boolean;
  /** An arrow where a line leaves the axes. */
  exit?: boolean;
  /** How a line looks when its run is picked out. */
  lit?: { stroke?: string; strokeWidth: number; opacity: number };
  /** One of many lines that look alike: they are drawn together, and alone only when picked out. */
  quiet?: boolean;
}

/** Runs whose quiet lines are in one path: where those of several paths cross, the crowd looks denser. */
const TOGETHER = 50;

/** What a stroke belongs to: a line of one run, or of a group's. */
export interface Owner {
  readonly runs: readonly number[];
}

export class Lines {
  private readonly outer = document.createElementNS(SVG, "svg");
  /** Clips what leaves the axes. */
  private readonly inner = document.createElementNS(SVG, "svg");
  private readonly paths: SVGPathElement[] = [];
  /** The quiet lines, some in a path each, and those of them that are picked out. */
  private readonly crowd: SVGPathElement[] = [];
  private readonly picked: SVGPathElement[] = [];
  private quiet: readonly Stroke[] = [];
  private readonly names = document.createElementNS(SVG, "g");
  private strokes: readonly Stroke[] = [];
  private ends: readonly End[] = [];
  private raised = false;

  constructor() {
    this.outer.setAttribute("class", "rg-lines");
    this.names.setAttribute("class", "rg-ends");
    this.outer.append(this.inner, this.names);
  }

  /** Draw over Vega's picture in `holder`, whose axes span `area`; both scale alike in print. */
  draw(
    holder: HTMLElement,
    area: { left: number; top: number; width: number; height: number },
    strokes: readonly Stroke[],
  ): void {
    const below = holder.querySelector("svg:not(.rg-lines)");
    if (!below) return;
    for (const name of ["width", "height", "viewBox"]) set(this.outer, name, below.getAttribute(name));
    for (const [name, value] of Object.entries({ x: area.left, y: area.top, width: area.width, height: area.height }))
      set(this.inner, name, String(Math.max(value, 0)));
    this.quiet = strokes.filter(({ quiet }) => quiet);
    this.strokes = strokes.filter(({ quiet }) => !quiet);
    this.drawCrowd();
    this.strokes.forEach((stroke, i) => {
      const path = this.paths[i] ?? this.add(this.paths);
      set(path, "d", stroke.path);
      set(path, "stroke-dasharray", stroke.strokeDash?.join(" ") ?? null);
      set(path, "fill", stroke.fill ?? "none");
      set(path, "fill-opacity", stroke.fill ? String(stroke.fillOpacity) : null);
      set(path, "class", stroke.noise ? "rg-noise" : stroke.exit ? "rg-exit" : null);
      path.style.setProperty("--band", stroke.noise ? String(stroke.fillOpacity) : null);
    });
    for (const path of this.paths.splice(this.strokes.length)) path.remove();
    if (this.outer.parentElement !== holder) holder.append(this.outer);
  }

  /** Write names at the ends of lines, beside or within the axes that `area` spans. */
  write(area: { left: number; top: number }, ends: readonly End[]): void {
    this.ends = ends;
    this.names.replaceChildren(
      ...ends.map(({ of, text, x, y }) => {
        const name = document.createElementNS(SVG, "text");
        for (const [key, value] of Object.entries({ x: area.left + x, y: area.top + y + 4, fill: of.color }))
          set(name, key, String(value));
        name.textContent = text;
        return name;
      }),
    );
  }

  /**
   * Draw the line `near` strongly, runs that are picked out as they are and in front, and runs that step back faintly;
   * nothing is laid out again.
   */
  light(near: Owner | null, faint: (run: number) => boolean): void {
    const back = this.strokes.map(({ of }) => of.runs.every(faint));
    const behind = this.quiet.map(({ of }) => of.runs.every(faint));
    const others = back.includes(true) || behind.includes(true);
    const any = others || near !== null;
    this.pick(
      this.quiet.filter(({ of }, i) => of === near || (others && !behind[i])),
      near,
    );
    for (const path of this.crowd) path.classList.toggle("rg-faint", any);
    if (this.raised) this.inner.append(...this.paths);
    this.raised = any;
    this.strokes.forEach((stroke, i) => {
      const path = this.paths[i];
      if (!path) return;
      const picked = any && (stroke.of === near || !back[i]);
      const look = picked ? { ...stroke, ...stroke.lit } : stroke;
      set(path, "stroke", look.stroke ?? null);
      set(path, "stroke-width", String(look.strokeWidth));
      set(path, "opacity", look.opacity === 1 ? null : String(look.opacity));
      path.classList.toggle("rg-lit", near !== null && stroke.of === near);
      path.classList.toggle("rg-faint", stroke.of !== near && back[i] === true);
      if (picked && !stroke.noise) this.inner.append(path);
    });
    this.ends.forEach(({ of }, i) => {
      this.names.children[i]?.classList.toggle("rg-faint", of !== near && of.runs.every(faint));
    });
  }

  /** Draw the quiet lines: an element for each would cost more than all else of a page with many runs. */
  private drawCrowd(): void {
    const parts: Stroke[][] = [];
    for (const stroke of this.quiet) {
      const part = Math.floor((stroke.of.runs[0] ?? 0) / TOGETHER); // those of other runs are not drawn anew
      parts[part] ??= [];
      parts[part].push(stroke);
    }
    for (let i = 0; i < parts.length; i++) {
      const path = this.crowd[i] ?? this.add(this.crowd);
      const part = parts[i] ?? [];
      const [{ stroke = "none", strokeWidth, opacity } = { strokeWidth: 0, opacity: 1 }] = part;
      set(path, "d", part.map((one) => one.path).join(""));
      for (const [name, value] of Object.entries({ stroke, "stroke-width": strokeWidth, opacity, fill: "none" }))
        set(path, name, String(value));
    }
    for (const path of this.crowd.splice(parts.length)) path.remove();
    if (this.crowd[0] && this.inner.firstElementChild !== this.crowd[0]) this.inner.prepend(...this.crowd);
  }

  /** Draw some of the quiet lines in their own colours over the others. */
  private pick(strokes: readonly Stroke[], near: Owner | null): void {
    strokes.forEach((stroke, i) => {
      const path = this.picked[i] ?? this.add(this.picked);
      const look = { ...stroke, ...stroke.lit };
      for (const [name, value] of Object.entries({ d: stroke.path, fill: "none", stroke: look.stroke ?? "none" }))
        set(path, name, value);
      set(path, "stroke-width", String(look.strokeWidth));
      path.classList.toggle("rg-lit", stroke.of === near);
    });
    for (const path of this.picked.splice(strokes.length)) path.remove();
  }

  private add(to: SVGPathElement[]): SVGPathElement {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("stroke-linejoin", "round");
    path.setAttribute("stroke-linecap", "round");
    to.push(path);
    this.inner.append(path);
    return path;
  }
}

function set(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
