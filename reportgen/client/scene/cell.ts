// What the page knows of a scene, and where it is looked at from.

import type { ScenePayload } from "../payloads";

export type { MarkPayload as Mark, ScenePayload as SceneCell } from "../payloads";

/** [name, colour, node or "", count] */
export type Entry = NonNullable<ScenePayload["legend"]>[number];
export type Coloring = NonNullable<ScenePayload["colors"]>;

export interface Orbit {
  theta: number;
  phi: number;
  radius: number;
  target: [number, number, number];
}

/** Where a scene is looked at from at first, in radians and lengths of the scene, with `up` upward. */
export function firstOrbit(
  { camera: [theta, phi, radius, x, y, z], up: own }: ScenePayload,
  up: "y" | "z" = own,
): Orbit {
  const target: Orbit["target"] = up === own ? [x, y, z] : own === "y" ? [x, z, -y] : [x, -z, y];
  return { theta: (theta * Math.PI) / 180, phi: (phi * Math.PI) / 180, radius, target };
}
