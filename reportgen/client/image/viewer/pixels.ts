// The values of a picture's pixels: at the pointer, as a histogram, and stretched from lowest to highest.

import { create, say } from "../../core";

const MOST = 40_000_000; // samples that are read at once

export class Pixels {
  private constructor(
    readonly width: number,
    readonly height: number,
    readonly data: Uint8ClampedArray,
  ) {}

  /** Read a decoded picture; undefined where it is too large, or the browser keeps its pixels. */
  static of(image: HTMLImageElement): Pixels | undefined {
    const { naturalWidth: width, naturalHeight: height } = image;
    if (!width || !height || width * height > MOST) return undefined;
    const canvas = create("canvas", { width, height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) return undefined;
    context.drawImage(image, 0, 0);
    try {
      return new Pixels(width, height, context.getImageData(0, 0, width, height).data);
    } catch {
      return undefined;
    }
  }

  /** Red, green, blue and alpha at a pixel; undefined outside. */
  at(x: number, y: number): number[] | undefined {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return undefined;
    const from = (y * this.width + x) * 4;
    return [...this.data.subarray(from, from + 4)];
  }

  /** Counts of the values 0 to 255 of each channel, of pixels that can be seen. */
  histogram(): [Uint32Array, Uint32Array, Uint32Array] {
    const counts: [Uint32Array, Uint32Array, Uint32Array] = [
      new Uint32Array(256),
      new Uint32Array(256),
      new Uint32Array(256),
    ];
    const { data } = this;
    for (let i = 0; i < data.length; i += 4) {
      if (!data[i + 3]) continue;
      for (let c = 0; c < 3; c++) {
        const value = data[i + c] ?? 0;
        const own = counts[c as 0 | 1 | 2];
        own[value] = (own[value] ?? 0) + 1;
      }
    }
    return counts;
  }

  /** The lowest and highest value of all channels. */
  range(): [number, number] {
    const counts = this.histogram();
    let low = 255;
    let high = 0;
    for (const own of counts)
      for (let v = 0; v < 256; v++)
        if (own[v]) {
          low = Math.min(low, v);
          high = Math.max(high, v);
        }
    return low <= high ? [low, high] : [0, 255];
  }
}

const SVG = "http://www.w3.org/2000/svg";

/** The histogram as a picture: gray pictures in one line, others a line a channel. */
export function histogramPicture(pixels: Pixels): SVGSVGElement {
  const [red, green, blue] = pixels.histogram();
  const gray = red.every((count, v) => count === green[v] && count === blue[v]);
  const most = Math.max(...red, ...green, ...blue, 1);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 256 64");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("Histogram of pixel values"));
  const channels: [Uint32Array, string][] = gray
    ? [[red, "#ccc"]]
    : [
        [red, "#ff6b6b"],
        [green, "#51cf66"],
        [blue, "#74a9ff"],
      ];
  for (const [counts, color] of channels) {
    const path = document.createElementNS(SVG, "path");
    // The root keeps a few common values from hiding all others.
    path.setAttribute(
      "d",
      `M0 64${[...counts].map((count, v) => `L${v} ${(64 - Math.sqrt(count / most) * 62).toFixed(1)}L${v + 1} ${(64 - Math.sqrt(count / most) * 62).toFixed(1)}`).join("")}L256 64z`,
    );
    path.setAttribute("fill", color);
    path.setAttribute("fill-opacity", "0.55");
    svg.append(path);
  }
  return svg;
}

/** A filter that stretches values from `low` to `high` to the whole range. */
export function stretchFilter(id: string, low: number, high: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("width", "0");
  svg.setAttribute("height", "0");
  svg.setAttribute("aria-hidden", "true");
  const filter = document.createElementNS(SVG, "filter");
  const transfer = document.createElementNS(SVG, "feComponentTransfer");
  filter.id = id;
  filter.setAttribute("color-interpolation-filters", "sRGB");
  const slope = 255 / Math.max(high - low, 1);
  for (const channel of ["feFuncR", "feFuncG", "feFuncB"]) {
    const part = document.createElementNS(SVG, channel);
    part.setAttribute("type", "linear");
    part.setAttribute("slope", String(slope));
    part.setAttribute("intercept", String((-low * slope) / 255));
    transfer.append(part);
  }
  filter.append(transfer);
  svg.append(filter);
  return svg;
}
