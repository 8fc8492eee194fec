// The picture that the full screen shows is in the page's address.

import { change, state, subscribe } from "../../core";
import type { Picture } from "./pane";

export class Linked {
  private shown: string | null = null;

  /** Until `signal` is aborted, `turn` is told the place of another picture that the address names; -1 is none of these. */
  constructor(
    private readonly list: readonly Picture[],
    signal: AbortSignal,
    turn: (place: number) => void,
  ) {
    const stop = subscribe(({ picture }) => {
      if (picture !== this.shown) turn(list.findIndex(({ link }) => link === picture));
    });
    signal.addEventListener("abort", () => {
      stop();
      if (state.picture === this.shown) change({ picture: null });
    });
  }

  /** Say which picture is shown; several at once the address cannot name. */
  show(place: number | null): void {
    const picture = place === null ? null : (this.list[place]?.link ?? null);
    this.shown = picture;
    if (state.picture !== picture) change({ picture });
  }
}
