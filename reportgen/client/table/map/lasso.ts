// A lasso: corners around points of a map, as a question.

export type Point = readonly [number, number];

const short = (value: number): number => Number(value.toPrecision(4));
const written = (value: number): string => (value < 0 ? `(${value})` : String(value));

/** A polygon as a question: a point is inside where a ray from it crosses an odd number of edges. */
export function insideOf(x: string, y: string, corners: readonly Point[]): string {
  const edges = corners.flatMap(([x1, y1], i) => {
    const [x2, y2] = corners[(i + 1) % corners.length] ?? [x1, y1];
    if (y1 === y2) return [];
    const [from, to, left, slope] = [y1, y2, x1, short((x2 - x1) / (y2 - y1))].map(written);
    return [`(${y} > ${from}) != (${y} > ${to}) and ${x} < ${left} + (${y} - ${from}) * ${slope}`];
  });
  return `count([${edges.join(", ")}], it) % 2 == 1`;
}

/** The corners of a stroke around points, as few as its form needs; none where it goes around nothing. */
export function cornersOf(stroke: readonly Point[], toMap: (point: Point) => Point): Point[] {
  const [first] = stroke;
  const corners = first ? simple([...stroke, first]).slice(0, -1) : [];
  return corners.length < 3 ? [] : corners.map(toMap).map(([x, y]): Point => [short(x), short(y)]);
}

/** A line with the corners that it needs to stay within some pixels of itself. */
function simple(line: readonly Point[], near = 2.5): readonly Point[] {
  const [first, last] = [line[0], line.at(-1)];
  if (line.length < 3 || !first || !last) return line;
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const long = Math.hypot(dx, dy);
  let most = near;
  let at = 0;
  for (const [i, [x, y]] of line.entries()) {
    const far = long
      ? Math.abs(dy * (x - first[0]) - dx * (y - first[1])) / long
      : Math.hypot(x - first[0], y - first[1]);
    if (far > most) [most, at] = [far, i];
  }
  return at ? [...simple(line.slice(0, at + 1), near).slice(0, -1), ...simple(line.slice(at), near)] : [first, last];
}
