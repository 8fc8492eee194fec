// A chart as a file: SVG with its colours written out, PNG at twice the size, CSV of its values.

import { create } from "../core";

export interface Sheet { columns: string[]; rows: (string | number | boolean | null)[][] }

const SVG = "http://www.w3.org/2000/svg";

const make = <K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>, text = ""): SVGElementTagNameMap[K] => {
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

/** The chart as one SVG document with its title and legend. */
export function svgOf(host: HTMLElement, title: string): SVGSVGElement | null {
  const drawn = [...host.querySelectorAll<SVGSVGElement>(".rg-vega svg")];
  if (!drawn.length) return null;
  const colors = new Colors(host);
  const legend = [...host.querySelectorAll<HTMLElement>(".rg-legend li:not(:has(.rg-off))")];
  const box = host.getBoundingClientRect();
  const places = drawn.map((svg) => svg.getBoundingClientRect());
  const left = Math.min(...places.map((p) => p.left), box.left), first = Math.min(...places.map((p) => p.top));
  const width = Math.ceil(Math.max(...places.map((p) => p.right)) - left) + 24;
  const plotHeight = Math.ceil(Math.max(...places.map((p) => p.bottom)) - first);
  const family = "system-ui, sans-serif";
  const whole = make("svg", { xmlns: SVG, width, height: 0, "font-family": family });
  whole.append(make("rect", { width: "100%", height: "100%", fill: colors.plain("var(--paper)") }));
  whole.append(make("text", { x: 12, y: 24, "font-size": 14, "font-weight": 600, fill: colors.plain("var(--ink)") }, title));
  drawn.forEach((svg, i) => {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    const place = places[i] ?? box;
    copy.setAttribute("x", String(place.left - left + 12));
    copy.setAttribute("y", String(place.top - first + 36));
    for (const node of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name, value } of [...node.attributes]) {
        if (value.includes("var(") || value.includes("color-mix")) {
          if (name === "style") node.setAttribute("style", value.replace(/(?:var|color-mix)\((?:[^()]|\([^()]*\))*\)/g, (css) => colors.plain(css)));
          else node.setAttribute(name, colors.plain(value));
        }
      }
    }
    whole.append(copy);
  });
  let x = 12, y = plotHeight + 56;
  for (const item of legend) {
    const text = item.textContent ?? "", size = 34 + text.length * 6.6;
    if (x > 12 && x + size > width) { x = 12; y += 20; }
    const stroke = item.querySelector<SVGPathElement>("path")?.style.stroke || item.querySelector<HTMLElement>(".rg-dot")?.style.background || "var(--ink)";
    const dash = item.querySelector<SVGPathElement>("path")?.style.strokeDasharray ?? "";
    whole.append(make("path", { d: `M${x} ${y - 4}h18`, stroke: colors.plain(stroke), "stroke-width": 2.5, "stroke-dasharray": dash }));
    whole.append(make("text", { x: x + 24, y, "font-size": 12, fill: colors.plain("var(--ink-2)") }, text));
    x += size;
  }
  whole.setAttribute("height", String(legend.length ? y + 16 : plotHeight + 48));
  colors.done();
  return whole;
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
  canvas.toBlob((blob) => { if (blob) download(blob, `${fileName(title)}.png`); });
}

export function saveCsv(sheet: Sheet, title: string): void {
  const cell = (value: unknown): string => {
    const text = value === null || value === undefined ? "" : String(value);
    // A cell that a spreadsheet would run as a formula is kept as text.
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [sheet.columns, ...sheet.rows].map((row) => row.map(cell).join(","));
  download(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv" }), `${fileName(title)}.csv`);
}

const fileName = (title: string): string => title.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, "-").trim().slice(0, 80) || "chart";

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  create("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
