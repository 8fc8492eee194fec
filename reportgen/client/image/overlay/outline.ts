// Outlines of masks from their corners: reportgen/overlay/trace.py says why pairs of corners are enough.

/** The SVG path through corners of a pixel grid `width` wide, given row by row as y * (width + 1) + x. */
export function outline(corners: Float64Array | Float32Array, start: number, end: number, width: number): string {
  const n = end - start;
  const across = width + 1;
  const x = new Int32Array(n);
  const y = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const place = corners[start + i] ?? 0;
    y[i] = Math.floor(place / across);
    x[i] = place - (y[i] ?? 0) * across;
  }
  const partner = byColumn(x, n, across);
  const free = new Uint8Array(n).fill(1);
  const parts: string[] = [];
  for (let first = 0; first < n; first += 2) {
    if (!free[first]) continue;
    parts.push(`M${x[first]} ${y[first]}`);
    let at = first;
    for (;;) {
      const beside = at ^ 1;
      const next = partner[beside] ?? 0;
      free[at] = free[beside] = 0;
      parts.push(`h${(x[beside] ?? 0) - (x[at] ?? 0)}`);
      if (next === first || !free[next]) break;
      parts.push(`v${(y[next] ?? 0) - (y[beside] ?? 0)}`);
      at = next;
    }
    parts.push("z");
  }
  return parts.join("");
}

/** The other end of each corner's vertical edge: corners of a column, downward, belong together in pairs. */
function byColumn(x: Int32Array, n: number, across: number): Int32Array {
  const partner = new Int32Array(n);
  const open = new Int32Array(across).fill(-1);
  for (let i = 0; i < n; i++) {
    const column = x[i] ?? 0;
    const above = open[column] ?? -1;
    if (above < 0) open[column] = i;
    else {
      partner[i] = above;
      partner[above] = i;
      open[column] = -1;
    }
  }
  return partner;
}
