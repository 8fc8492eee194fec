// A packed scene to the GLB that the build wrote, byte for byte. reportgen/scene/pack.py does the opposite.

interface Recipe {
  as: "raw" | "morton" | "given" | "ramp" | "place" | "normal" | "color" | "face";
  n?: number;
  copies?: number;
  view?: number;
  axis?: number;
  low?: number;
  step?: number;
  from?: number;
  to?: number;
}

interface Head {
  gltf: string;
  views: Recipe[];
  copies: { n: number; vertices: number; faces: number }[];
}

interface Copies {
  count: number;
  vertices: Float32Array;
  normals: Float32Array;
  faces: Uint16Array;
  matrices: Float32Array;
  colors: Uint8Array;
}

const LINEAR = Uint16Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return Math.floor((value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4) * 65535 + 0.5);
});

/** Reads one stream after the other, each beginning at a multiple of four bytes. */
class Streams {
  constructor(
    private readonly content: ArrayBuffer,
    private at: number,
  ) {}

  bytes(size: number): Uint8Array {
    const part = new Uint8Array(this.content, this.at, size);
    this.at += Math.ceil(size / 4) * 4;
    return part;
  }

  /** Bytes of a stream that goes on in the middle of four. */
  next(size: number): Uint8Array {
    const part = new Uint8Array(this.content, this.at, size);
    this.at += size;
    return part;
  }

  align(): void {
    this.at = Math.ceil(this.at / 4) * 4;
  }
}

export function unpack(content: ArrayBuffer, stops: readonly string[] = []): Uint8Array<ArrayBuffer> {
  const size = new DataView(content).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(content, 4, size))) as Head;
  const streams = new Streams(content, 4 + size);
  const copies = head.copies.map((shared) => readCopies(shared, streams));
  const views: Uint8Array[] = [];
  for (const recipe of head.views) views.push(make(recipe, streams, copies, views, stops));
  return glb(head.gltf, views);
}

function readCopies({ n, vertices, faces }: Head["copies"][number], streams: Streams): Copies {
  const floats = (count: number): Float32Array => new Float32Array(streams.next(count * 4).slice().buffer);
  const shape = {
    vertices: floats(vertices * 3),
    normals: floats(vertices * 3),
    faces: new Uint16Array(streams.next(faces * 6).slice().buffer),
  };
  streams.next((4 - ((faces * 6) % 4)) % 4);
  const planes = streams.next(n * 48);
  const bytes = new Uint8Array(n * 48);
  for (let plane = 0; plane < 48; plane++)
    for (let i = 0; i < n; i++) bytes[i * 48 + plane] = planes[plane * n + i] ?? 0;
  const colors = streams.next(n * 3).slice();
  streams.align();
  return { count: n, ...shape, matrices: new Float32Array(bytes.buffer), colors };
}

function make(
  recipe: Recipe,
  streams: Streams,
  copies: readonly Copies[],
  views: readonly Uint8Array[],
  stops: readonly string[],
): Uint8Array {
  const n = recipe.n ?? 0;
  const own = copies[recipe.copies ?? 0];
  switch (recipe.as) {
    case "raw":
      return streams.bytes(n);
    case "morton":
      return places(streams.bytes(n * 6), n);
    case "given":
      return given(streams.bytes(n * 3), n);
    case "ramp":
      return ramp(recipe, views[recipe.view ?? 0], stops);
    case "place":
      return own ? placed(own) : new Uint8Array();
    case "normal":
      return own ? turned(own) : new Uint8Array();
    case "color":
      return own ? colored(own) : new Uint8Array();
    case "face":
      return own ? faces(own) : new Uint8Array();
  }
}

/** 48-bit differences in six byte planes to places of 16 bits an axis; the bits of x, y and z stand by turns. */
function places(planes: Uint8Array, n: number): Uint8Array {
  const out = new Uint16Array(n * 4);
  let low = 0;
  let high = 0; // 24 bits each
  for (let i = 0; i < n; i++) {
    low += (planes[i] ?? 0) | ((planes[n + i] ?? 0) << 8) | ((planes[2 * n + i] ?? 0) << 16);
    high =
      (high +
        ((planes[3 * n + i] ?? 0) | ((planes[4 * n + i] ?? 0) << 8) | ((planes[5 * n + i] ?? 0) << 16)) +
        (low >>> 24)) &
      0xffffff;
    low &= 0xffffff;
    for (let axis = 0; axis < 3; axis++) out[i * 4 + axis] = every3rd(low >>> axis) | (every3rd(high >>> axis) << 8);
  }
  return new Uint8Array(out.buffer);
}

/** The bits 0, 3, 6, ... of 24 as one number of 8. */
function every3rd(bits: number): number {
  let value = bits & 0x249249;
  value = (value | (value >>> 2)) & 0x0c30c3;
  value = (value | (value >>> 4)) & 0x00f00f;
  return (value | (value >>> 8)) & 0xff;
}

function given(planes: Uint8Array, n: number): Uint8Array {
  const out = new Uint16Array(n * 4);
  for (let channel = 0; channel < 3; channel++) {
    let byte = 0;
    for (let i = 0; i < n; i++) {
      byte = (byte + (planes[channel * n + i] ?? 0)) & 255;
      out[i * 4 + channel] = LINEAR[byte] ?? 0;
    }
  }
  for (let i = 3; i < out.length; i += 4) out[i] = 65535;
  return new Uint8Array(out.buffer);
}

/** 256 colours between evenly spaced stops ("#rrggbb"), as linear light. */
export function gradient(stops: readonly string[]): Uint16Array {
  const out = new Uint16Array(256 * 3);
  for (let step = 0; step < 256; step++) {
    const at = (step * (stops.length - 1)) / 255;
    const place = Math.min(Math.floor(at), stops.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const byte = (stop: number): number =>
        parseInt((stops[stop] ?? "#000000").slice(1 + channel * 2, 3 + channel * 2), 16);
      out[step * 3 + channel] =
        LINEAR[Math.floor(byte(place) + (byte(place + 1) - byte(place)) * (at - place) + 0.5)] ?? 0;
    }
  }
  return out;
}

export const stepOf = (value: number, from: number, to: number): number =>
  Math.floor(Math.min(Math.max((value - from) / (to - from), 0), 1) * 255 + 0.5);

function ramp(
  { n = 0, axis = 0, low = 0, step = 1, from = 0, to = 1 }: Recipe,
  source: Uint8Array | undefined,
  stops: readonly string[],
): Uint8Array {
  const out = new Uint16Array(n * 4);
  const colors = gradient(stops);
  const whole = source ? new Uint16Array(source.buffer, source.byteOffset, n * 4) : new Uint16Array(n * 4);
  for (let i = 0; i < n; i++) {
    const at = stepOf(low + (whole[i * 4 + axis] ?? 0) * step, from, to) * 3;
    out[i * 4] = colors[at] ?? 0;
    out[i * 4 + 1] = colors[at + 1] ?? 0;
    out[i * 4 + 2] = colors[at + 2] ?? 0;
    out[i * 4 + 3] = 65535;
  }
  return new Uint8Array(out.buffer);
}

function placed({ count, vertices, matrices }: Copies): Uint8Array {
  const size = vertices.length / 3;
  const out = new Float32Array(count * vertices.length);
  for (let copy = 0, at = 0; copy < count; copy++) {
    for (let vertex = 0; vertex < size; vertex++) {
      const x = vertices[vertex * 3] ?? 0;
      const y = vertices[vertex * 3 + 1] ?? 0;
      const z = vertices[vertex * 3 + 2] ?? 0;
      for (let axis = 0; axis < 3; axis++) {
        const row = copy * 12 + axis * 4;
        out[at++] =
          (matrices[row] ?? 0) * x +
          (matrices[row + 1] ?? 0) * y +
          (matrices[row + 2] ?? 0) * z +
          (matrices[row + 3] ?? 0);
      }
    }
  }
  return new Uint8Array(out.buffer);
}

function turned({ count, normals, matrices }: Copies): Uint8Array {
  const size = normals.length / 3;
  const out = new Int8Array(count * size * 4);
  const m = new Float64Array(9);
  for (let copy = 0; copy < count; copy++) {
    for (let column = 0; column < 3; column++) {
      const [a, b, c] = [0, 1, 2].map((axis) => matrices[copy * 12 + axis * 4 + column] ?? 0) as [
        number,
        number,
        number,
      ];
      const square = a * a + b * b + c * c;
      const divisor = square > 0 ? square : 1;
      m[column] = a / divisor;
      m[3 + column] = b / divisor;
      m[6 + column] = c / divisor;
    }
    for (let vertex = 0; vertex < size; vertex++) {
      const x = normals[vertex * 3] ?? 0;
      const y = normals[vertex * 3 + 1] ?? 0;
      const z = normals[vertex * 3 + 2] ?? 0;
      const way = [0, 3, 6].map((row) => (m[row] ?? 0) * x + (m[row + 1] ?? 0) * y + (m[row + 2] ?? 0) * z) as [
        number,
        number,
        number,
      ];
      const length = Math.sqrt(way[0] * way[0] + way[1] * way[1] + way[2] * way[2]) || 1;
      for (let axis = 0; axis < 3; axis++)
        out[(copy * size + vertex) * 4 + axis] = Math.floor(((way[axis] ?? 0) / length) * 127 + 0.5);
    }
  }
  return new Uint8Array(out.buffer);
}

function colored({ count, vertices, colors }: Copies): Uint8Array {
  const size = vertices.length / 3;
  const out = new Uint16Array(count * size * 4).fill(65535);
  for (let copy = 0, at = 0; copy < count; copy++) {
    for (let vertex = 0; vertex < size; vertex++, at += 4) {
      for (let channel = 0; channel < 3; channel++)
        out[at + channel] = LINEAR[colors[channel * count + copy] ?? 0] ?? 0;
    }
  }
  return new Uint8Array(out.buffer);
}

function faces({ count, vertices, faces: own }: Copies): Uint8Array {
  const size = vertices.length / 3;
  const out = new Uint32Array(count * own.length);
  for (let copy = 0, at = 0; copy < count; copy++)
    for (let i = 0; i < own.length; i++) out[at++] = (own[i] ?? 0) + copy * size;
  return new Uint8Array(out.buffer);
}

/** The file: a header, the JSON padded with spaces, the buffer views padded with zeros. */
function glb(json: string, views: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(json);
  const sizes = views.map((view) => Math.ceil(view.length / 4) * 4);
  const textSize = Math.ceil(text.length / 4) * 4;
  const binary = sizes.reduce((sum, size) => sum + size, 0);
  const out = new Uint8Array(20 + textSize + (binary ? 8 + binary : 0));
  const header = new DataView(out.buffer);
  const words = [0x46546c67, 2, out.length, textSize, 0x4e4f534a];
  for (const [place, word] of words.entries()) header.setUint32(place * 4, word, true);
  out.fill(0x20, 20, 20 + textSize).set(text, 20);
  if (!binary) return out;
  let at = 20 + textSize;
  header.setUint32(at, binary, true);
  header.setUint32(at + 4, 0x004e4942, true);
  at += 8;
  for (const [place, view] of views.entries()) {
    out.set(view, at);
    at += sizes[place] ?? 0;
  }
  return out;
}
