// A chart as a file: SVG with its colours written out, PNG at twice the size, CSV of its values.

import { create, csv, download, fileName, say } from "../core";

export interface Sheet {
  columns: string[];
  rows: (string | number | boolean | null)[][];
}

/** What was logged of a chart; `note` says what the page does not hold of it, and is empty where it holds all. */
export interface Logged {
  sheet: Sheet;
  note: string;
}

const SVG = "http://www.w3.org/2000/svg";

const make = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number>,
  text = "",
): SVGElementTagNameMap[K] => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
};

/** Reads a CSS colour, custom properties and mixtures included, as plain rgba. */
class Colors {
  private readonly known = new Map<string, string>();
  private readonly probe = create("i", { hidden: true });
  private readonly pixel = create("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });

  constructor(host: HTMLElement) {
    host.append(this.probe);
  }

  plain(css: string): string {
    let found = this.known.get(css);
    if (found === undefined) {
      this.probe.style.color = "";
      this.probe.style.color = css;
      const pixel = this.pixel;
      found = getComputedStyle(this.probe).color;
      if (pixel) {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = found;
        pixel.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0, a = 0] = pixel.getImageData(0, 0, 1, 1).data;
        found = a === 255 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${(a / 255).toFixed(3)})`;
      }
      this.known.set(css, found);
    }
    return found;
  }

  done(): void {
    this.probe.remove();
  }
}

/** The charts of a panel as one SVG document with its title, the runs' names, the legend and the notes. */
export function svgOf(panel: HTMLElement, title: string): SVGSVGElement | null {
  // What lies within another is copied with it.
  const drawn = [...panel.querySelectorAll<SVGSVGElement>(".rg-vega svg:not(svg svg)")].filter(
    (svg) => svg.getBoundingClientRect().width > 0,
  );
  if (!drawn.length) return null;
  const colors = new Colors(panel);
  const ink = colors.plain("var(--ink)");
  const ink2 = colors.plain("var(--ink-2)");
  const names = [...panel.querySelectorAll<HTMLElement>(".rg-histogram-cell:not(.rg-off) .rg-media-head")];
  const places = [...drawn, ...names].map((part) => part.getBoundingClientRect());
  const left = Math.min(...places.map((p) => p.left));
  const top = Math.min(...places.map((p) => p.top));
  const width = Math.ceil(Math.max(...places.map((p) => p.right)) - left) + 24;
  const bottom = Math.ceil(Math.max(...places.map((p) => p.bottom)) - top) + 36;
  const whole = make("svg", { xmlns: SVG, width, height: 0, "font-family": "system-ui, sans-serif" });
  whole.append(make("rect", { width: "100%", height: "100%", fill: colors.plain("var(--paper)") }));
  whole.append(make("text", { x: 12, y: 24, "font-size": 14, "font-weight": 600, fill: ink }, title));
  for (const svg of drawn) {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    const place = svg.getBoundingClientRect();
    copy.setAttribute("x", String(place.left - left + 12));
    copy.setAttribute("y", String(place.top - top + 36));
    writeOut(svg, copy);
    plainColors(copy, colors);
    whole.append(copy);
  }
  for (const name of names) {
    const place = name.getBoundingClientRect();
    whole.append(
      make(
        "text",
        { x: place.left - left + 12, y: place.top - top + 50, "font-size": 13, fill: ink },
        name.textContent?.trim() ?? "",
      ),
    );
  }
  const end = below(whole, panel, { width, from: bottom + 20, ink2, colors });
  whole.setAttribute("height", String(end));
  colors.done();
  return whole;
}

/** What the page's theme says of lines, bands and names, which a file does not have. */
const THEMED = ["fill-opacity", "font-size", "paint-order", "stroke", "stroke-width", "stroke-linejoin", "opacity"];

function writeOut(svg: SVGSVGElement, copy: SVGSVGElement): void {
  const themed = ".rg-lines path, .rg-lines text";
  const copies = copy.querySelectorAll<SVGElement>(themed);
  for (const [i, node] of svg.querySelectorAll(themed).entries()) {
    const style = getComputedStyle(node);
    for (const name of THEMED) copies[i]?.style.setProperty(name, style.getPropertyValue(name));
  }
}

/** Write out custom properties and mixtures, which other programs do not know. */
function plainColors(copy: SVGElement, colors: Colors): void {
  for (const node of [copy, ...copy.querySelectorAll("*")]) {
    for (const { name, value } of [...node.attributes]) {
      if (!value.includes("var(") && !value.includes("color-mix")) continue;
      if (name === "style")
        node.setAttribute(
          "style",
          value.replace(/(?:var|color-mix)\((?:[^()]|\([^()]*\))*\)/g, (css) => colors.plain(css)),
        );
      else node.setAttribute(name, colors.plain(value));
    }
  }
}

/** Put legend, colour scale and notes below the charts; returns the height of the whole. */
function below(
  whole: SVGSVGElement,
  panel: HTMLElement,
  { width, from, ink2, colors }: { width: number; from: number; ink2: string; colors: Colors },
): number {
  const pen = create("canvas").getContext("2d");
  if (pen) pen.font = "12px system-ui, sans-serif";
  let x = 12;
  let y = from;
  const items = [...panel.querySelectorAll<HTMLElement>(".rg-legend li:not(.rg-legend-more)")].filter(
    (item) => !item.querySelector(".rg-off"),
  );
  for (const item of items) {
    const text = item.textContent?.trim() ?? "";
    const sample = item.querySelector<SVGSVGElement>("svg");
    const size = (sample ? 24 : 0) + (pen?.measureText(text).width ?? text.length * 7) + 20;
    if (x > 12 && x + size > width) {
      x = 12;
      y += 20;
    }
    if (sample) {
      const group = make("g", { transform: `translate(${x} ${y - 8})`, "stroke-width": 2.5, fill: "none" });
      for (const part of sample.children) group.append(part.cloneNode());
      plainColors(group, colors);
      whole.append(group);
    }
    whole.append(make("text", { x: x + (sample ? 24 : 0), y, "font-size": 12, fill: ink2 }, text));
    x += size;
  }
  if (items.length) y += 22;
  const scale = panel.querySelector<HTMLElement>(".rg-scale");
  if (scale) {
    const [name, low, high] = [...scale.querySelectorAll("bdi, span")].map((part) => part.textContent ?? "");
    for (let i = 0; i < 40; i++)
      whole.append(
        make("rect", {
          x: 12 + i * 3.5,
          y: y - 9,
          width: 3.6,
          height: 10,
          fill: colors.plain(`color-mix(in srgb, var(--heat-5) ${i * 2.5}%, var(--heat-2))`),
        }),
      );
    whole.append(
      make("text", { x: 162, y, "font-size": 12, fill: ink2 }, say("{name}: {low} to {high}", { name, low, high })),
    );
    y += 22;
  }
  for (const note of panel.querySelectorAll<HTMLElement>(":scope > .rg-note, .rg-said:not([hidden])")) {
    whole.append(make("text", { x: 12, y, "font-size": 12, fill: ink2 }, note.textContent ?? ""));
    y += 18;
  }
  return y;
}

const textOf = (svg: SVGSVGElement): string => new XMLSerializer().serializeToString(svg);

export function saveSvg(host: HTMLElement, title: string): void {
  const svg = svgOf(host, title);
  if (svg) download(new Blob([textOf(svg)], { type: "image/svg+xml" }), `${fileName(title)}.svg`);
}

export async function savePng(host: HTMLElement, title: string): Promise<void> {
  const svg = svgOf(host, title);
  if (!svg) return;
  const url = URL.createObjectURL(new Blob([textOf(svg)], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = create("canvas", { width: image.width * 2, height: image.height * 2 });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  canvas.toBlob((blob) => {
    if (blob) download(blob, `${fileName(title)}.png`);
  });
}

export function saveCsv(sheet: Sheet, title: string): void {
  download(csv([sheet.columns, ...sheet.rows]), `${fileName(title)}.csv`);
}
