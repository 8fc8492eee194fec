// Numbers of a column with their decimal points below each other.

const MOST = 9; // characters that are padded: one long number must not push the others away

/**
 * Pad numbers, right-aligned ones after their last digit and others before their first; theme.css hides the padding.
 * What is no number (NaN, a duration) stays at the edge.
 */
export function alignPoints(cells: readonly HTMLElement[], aligned: "left" | "right" = "right"): void {
  const both = cells.map((cell) => partsOf(cell.textContent ?? ""));
  const parts = both.map(([before, after]) => (aligned === "left" ? before : after));
  const longest = parts.reduce((most, part) => (part.length > most.length ? part : most), "").slice(0, MOST);
  for (const [i, cell] of cells.entries()) {
    const length = parts[i]?.length ?? 0;
    const pad = aligned === "left" ? longest.slice(0, Math.max(longest.length - length, 0)) : longest.slice(length);
    if (pad && both[i]?.[0]) cell.dataset[aligned === "left" ? "before" : "after"] = pad;
    else delete cell.dataset[aligned === "left" ? "before" : "after"];
  }
}

/** What a number has up to its point and from there on: "−1,234" and ".25", "3" and "×10⁻⁸"; nothing of a text. */
export function partsOf(text: string): [string, string] {
  const found = /^([^\d.]?[\d,]+)(|(?:\.\d|×10).*)$/.exec(text);
  return [found?.[1] ?? "", found?.[2] ?? ""];
}
