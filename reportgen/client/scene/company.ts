// Scenes of a panel, which are looked at from the same side.

import { firstOrbit, type Orbit, type SceneCell } from "./cell";
import { together, upAxis } from "./options";

/** A scene that follows the others. */
export interface Member {
  /** Look from where the others are looked at. */
  follow(): void;
  /** Go back to where it was looked at from at first. */
  forget(): void;
}

export class Company {
  readonly members = new Set<Member>();
  private seen: { orbit: Orbit; first: Orbit } | undefined;

  /** Where a scene is to be looked at from: as the last one that was turned, or as it was before. */
  orbitOf(cell: SceneCell, kept?: Orbit): Orbit {
    const own = firstOrbit(cell, upAxis(cell));
    if (!this.seen || !together()) return kept ?? own;
    const { orbit, first } = this.seen;
    const scale = own.radius / first.radius;
    const target = own.target.map(
      (v, i) => v + ((orbit.target[i] ?? 0) - (first.target[i] ?? 0)) * scale,
    ) as Orbit["target"];
    return { theta: orbit.theta, phi: orbit.phi, radius: orbit.radius * scale, target };
  }

  turn(by: Member, orbit: Orbit, cell: SceneCell): void {
    this.seen = { orbit, first: firstOrbit(cell, upAxis(cell)) };
    if (together()) for (const member of this.members) if (member !== by) member.follow();
  }

  reset(): void {
    this.seen = undefined;
    for (const member of this.members) member.forget();
  }
}
