// Heat maps: a perceptually even ramp of the theme, and a matrix as an image.

import { create } from "../core";

const STOPS = 6;

/** The theme's ramp as 256 colours of [red, green, blue], read anew because light and dark differ. */
export function ramp(): Uint8ClampedArray {
  const probe = create("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const style = getComputedStyle(document.documentElement);
  const stops = Array.from({ length: STOPS }, (_, i) => {
    if (!probe) return [0, 0, 0];
    probe.fillStyle = style.getPropertyValue(`--heat-${i}`).trim() || "#888";
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  });
  const colors = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (STOPS - 1);
    const low = Math.min(Math.floor(place), STOPS - 2);
    const part = place - low;
    for (let c = 0; c < 3; c++)
      colors[i * 3 + c] = (stops[low]?.[c] ?? 0) * (1 - part) + (stops[low + 1]?.[c] ?? 0) * part;
  }
  return colors;
}

/** The CSS colour of a share in 0 to 1. */
export const heatColor = (colors: Uint8ClampedArray, share: number): string => {
  const i = Math.round(Math.min(Math.max(share, 0), 1) * 255) * 3;
  return `rgb(${colors[i]},${colors[i + 1]},${colors[i + 2]})`;
};

/** An image of `columns` x `rows` shares, the first row at the top; a share that is not positive is left clear. */
export function heatImage(columns: number, rows: number, share: (column: number, row: number) => number): string {
  const canvas = create("canvas", { width: columns, height: rows });
  const context = canvas.getContext("2d");
  if (!context) return "";
  const image = context.createImageData(columns, rows);
  const colors = ramp();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = share(column, row);
      const at = (row * columns + column) * 4;
      if (!(value > 0)) continue;
      const i = Math.round(Math.min(value, 1) * 255) * 3;
      for (let c = 0; c < 3; c++) image.data[at + c] = colors[i + c] ?? 0;
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
