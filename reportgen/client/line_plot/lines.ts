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
  /** How a quiet line looks when its run is picked out. */
  lit?: { stroke?: string; strokeWidth: number; opacity: number };
}

/** What a stroke belongs to: a line of one run, or of a group's. */
export interface Owner {
  readonly runs: readonly number[];
}

export class Lines {
  private readonly outer = document.createElementNS(SVG, "svg");
  /** Clips what leaves the axes. */
  private readonly inner = document.createElementNS(SVG, "svg");
  private readonly paths: SVGPathElement[] = [];
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
    strokes.forEach((stroke, i) => {
      const path = this.paths[i] ?? this.add();
      set(path, "d", stroke.path);
      set(path, "stroke-dasharray", stroke.strokeDash?.join(" ") ?? null);
      set(path, "fill", stroke.fill ?? "none");
      set(path, "fill-opacity", stroke.fill ? String(stroke.fillOpacity) : null);
      set(path, "class", stroke.noise ? "rg-noise" : stroke.exit ? "rg-exit" : null);
      set(path, "style", stroke.noise ? `--band:${stroke.fillOpacity}` : null);
    });
    for (const path of this.paths.splice(strokes.length)) path.remove();
    this.strokes = strokes;
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
    const any = back.includes(true) || near !== null;
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

  private add(): SVGPathElement {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("stroke-linejoin", "round");
    path.setAttribute("stroke-linecap", "round");
    this.paths.push(path);
    this.inner.append(path);
    return path;
  }
}

function set(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
