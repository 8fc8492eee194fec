// Columns of numbers as data blocks hold them. reportgen/blocks.py writes them.

export type Floats = Float64Array | Float32Array;
export type Numbers = Floats | Uint32Array | Uint16Array | Uint8Array;
/** Whole numbers of 64 bits, which doubles do not tell apart. */
export type Wholes = BigInt64Array;

/** The numbers of a block of a type: `raw` is its content, inflated. */
export function numbers(type: string, raw: Uint8Array, n: number, extra: string): Numbers | Wholes {
  if (type === "range") {
    const [start = 0, step = 1] = extra.split(",").map(Number);
    return Float64Array.from({ length: n }, (_, i) => start + i * step);
  }
  if (type === "delta") {
    const steps = new Int32Array(unshuffle(raw, n - 1, 4));
    const values = new Float64Array(n);
    values[0] = Number(extra);
    for (let i = 1; i < n; i++) values[i] = (values[i - 1] ?? 0) + (steps[i - 1] ?? 0);
    return values;
  }
  if (type.startsWith("decimal")) return decimals(raw, n, extra, type.endsWith("s"));
  if (type === "i64") return new BigInt64Array(unshuffle(raw, n, 8));
  if (type === "u1") return raw as Uint8Array<ArrayBuffer>;
  if (type === "u2" || type === "u4") {
    const plain = unshuffle(raw, n, type === "u2" ? 2 : 4);
    return type === "u2" ? new Uint16Array(plain) : new Uint32Array(plain);
  }
  return type === "f4" ? new Float32Array(unshuffle(raw, n, 4)) : new Float64Array(unshuffle(raw, n, 8));
}

/** Whole numbers above the least, or their differences, to what they stand for; the first three stand for NaN and the infinities. */
function decimals(raw: Uint8Array, n: number, extra: string, differences: boolean): Float64Array {
  const [low = 0, places = 0, width = 1] = extra.split(",").map(Number);
  const plain = unshuffle(raw, n, width);
  const scale = 10 ** places;
  const whole = width === 1 ? new Uint8Array(plain) : width === 2 ? new Uint16Array(plain) : new Uint32Array(plain);
  const values = new Float64Array(n);
  const mask = width === 4 ? 0xffffffff : (1 << (8 * width)) - 1;
  let last = 0;
  for (let i = 0; i < n; i++) {
    last = differences ? ((last + (whole[i] ?? 0)) & mask) >>> 0 : (whole[i] ?? 0);
    values[i] = last > 2 ? (last + low) / scale : last === 0 ? NaN : last === 1 ? Infinity : -Infinity;
  }
  return values;
}

/** Undo the byte planes: all first bytes, then all second bytes, and so on. */
function unshuffle(raw: Uint8Array, n: number, width: number): ArrayBuffer {
  const out = new Uint8Array(n * width);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0; i < n; i++) out[i * width + plane] = raw[plane * n + i] ?? 0;
  }
  return out.buffer;
}
