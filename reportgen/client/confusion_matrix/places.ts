// Where the cells of a confusion matrix and the names of its classes stand, in pixels: charts/matrix.py has
// the same places.

export const LETTER = 6.2;
const SQUARE = 32;
const WIDEST = 96;
const TALLEST = 640;
const LINE = 14;
const SLANTED = 17;
const HEAD = 20;
const FOOT = 20;
const CORNER = 42;

export interface Places {
  left: number;
  top: number;
  /** The size of a cell. */
  width: number;
  height: number;
  /** Of so many rows and columns one has its name written; below it is slanted where it is wider than a cell. */
  everyRow: number;
  everyColumn: number;
  slanted: boolean;
  /** Letters that a name has room for, beside the rows and below the columns. */
  letters: number;
  below: number;
  /** The height of all. */
  total: number;
}

/** Cells within `width`; with a `height`, those of an enlarged matrix fill it. */
export function placesOf(names: readonly string[], width: number, height: number | null = null): Places {
  const n = names.length;
  const longest = Math.max(1, ...names.map((name) => [...name].length));
  const left = Math.max(Math.min(longest * LETTER, 140, width * 0.3), CORNER) + 8;
  const letters = Math.floor((left - 8) / LETTER);
  const room = Math.max(width - left - 8, 40);
  const below = Math.min(longest, 22);
  const slant = Math.ceil(below * LETTER * Math.SQRT1_2) + 8;
  let wide = Math.min(room / n, height === null ? WIDEST : Infinity);
  const slanted = below * LETTER > wide - 4;
  const foot = (slanted ? slant : 18) + FOOT;
  const tall = height === null ? Math.min(Math.max(TALLEST / n, 2), SQUARE) : Math.max((height - HEAD - foot) / n, 1);
  const high = Math.min(tall, wide);
  if (wide <= SQUARE || high < LINE || height !== null) wide = Math.min(wide, high); // square, but for few classes
  const everyRow = Math.max(1, Math.ceil(LINE / high));
  const everyColumn = slanted ? Math.max(1, Math.ceil(SLANTED / wide)) : 1;
  const total = HEAD + high * n + foot;
  return { left, top: HEAD, width: wide, height: high, everyRow, everyColumn, slanted, letters, below, total };
}

/** The cell of a place, null beside the matrix. */
export function cellAt(places: Places, n: number, x: number, y: number): { row: number; column: number } | null {
  const column = Math.floor((x - places.left) / places.width);
  const row = Math.floor((y - places.top) / places.height);
  return row >= 0 && column >= 0 && row < n && column < n ? { row, column } : null;
}
