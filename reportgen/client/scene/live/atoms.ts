// What atoms are called: reportgen/panels/base/media/scenes.py writes it.

import { say } from "../../core";

export interface Atoms {
  names: string[];
  /** Three numbers an atom, in ångström. */
  at: number[];
  /** By atom: places in `names`. */
  name: number[];
  residue: number[];
  chain: number[];
}

const REACH = 9; // ångström, squared

/** The atom nearest to a place, with its residue and chain; empty where none is near. */
export function atomAt(atoms: Atoms, place: readonly [number, number, number]): string {
  let best = -1;
  let least = REACH;
  for (let i = 0; i < atoms.name.length; i++) {
    const apart = place.reduce((sum, value, axis) => sum + ((atoms.at[i * 3 + axis] ?? 0) - value) ** 2, 0);
    if (apart < least) [best, least] = [i, apart];
  }
  if (best < 0) return "";
  const word = (list: number[]): string => atoms.names[list[best] ?? -1] ?? "";
  const chain = word(atoms.chain);
  return [word(atoms.name), word(atoms.residue), chain && say("chain {name}", { name: chain })]
    .filter(Boolean)
    .join(", ");
}
