// The lines of a plot in an SVG of their own over Vega's axes: Vega would read every path again to find its bounds.

const SVG = "http://www.w3.org/2000/svg";

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
  private owners: Owner[] = [];

  constructor() {
    this.outer.setAttribute("class", "rg-lines");
    this.outer.append(this.inner);
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
      set(path, "stroke", stroke.stroke ?? null);
      set(path, "stroke-width", String(stroke.strokeWidth));
      set(path, "stroke-dasharray", stroke.strokeDash?.join(" ") ?? null);
      set(path, "opacity", stroke.opacity === 1 ? null : String(stroke.opacity));
      set(path, "fill", stroke.fill ?? "none");
      set(path, "fill-opacity", stroke.fill ? String(stroke.fillOpacity) : null);
    });
    for (const path of this.paths.splice(strokes.length)) path.remove();
    this.owners = strokes.map(({ of }) => of);
    if (this.outer.parentElement !== holder) holder.append(this.outer);
  }

  /** Draw the line `near` strongly, and those of runs that step back faintly; nothing is drawn anew. */
  light(near: Owner | null, faint: (run: number) => boolean): void {
    this.paths.forEach((path, i) => {
      const of = this.owners[i];
      path.classList.toggle("rg-lit", near !== null && of === near);
      path.classList.toggle("rg-faint", of !== undefined && of !== near && of.runs.every(faint));
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
