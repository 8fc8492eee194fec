// What the page knows of a scene: reportgen/panels/base/media/scenes.py writes it.

export interface Mark {
  text: string;
  at: [number, number, number];
  part: string;
  color: string;
  score?: number;
}

/** [name, colour, node or "", count] */
export type Entry = [string, string, string, number?];

export interface SceneCell {
  kind: "scene";
  block: string;
  packed: boolean;
  poster: string;
  what: "mesh" | "points" | "molecule";
  up: "y" | "z";
  lit: boolean;
  camera: [number, number, number, number, number, number];
  facts: string;
  notes: string[];
  units: string;
  labelled: boolean;
  background: "auto" | "light" | "dark";
  grid: boolean;
  pointSize: number;
  origin?: [number, number, number];
  labels?: Mark[];
  minScore?: number;
  legend?: Entry[];
  points?: number;
  ramp?: [number, number];
  stops?: string[];
  colors?: Coloring;
  colorBy?: Coloring;
  hydrogens?: boolean;
  atoms?: string;
}

export type Coloring = "color" | "category" | "value" | "height";

export interface Orbit {
  theta: number;
  phi: number;
  radius: number;
  target: [number, number, number];
}

/** Where a scene is looked at from at first, in radians and lengths of the scene, with `up` upward. */
export function firstOrbit({ camera: [theta, phi, radius, x, y, z], up: own }: SceneCell, up: "y" | "z" = own): Orbit {
  const target: Orbit["target"] = up === own ? [x, y, z] : own === "y" ? [x, z, -y] : [x, -z, y];
  return { theta: (theta * Math.PI) / 180, phi: (phi * Math.PI) / 180, radius, target };
}
