// The newest report takes the place of the one before it without a flash: it is loaded behind that one, put to the same
// place and state, and only then shown.

import { carry } from "./carry";

export interface Inner extends Window {
  reportgen?: { place(): unknown; goBack(kept: unknown): void };
}

const PATIENCE = 15_000; // ms in which a report becomes live; after that it is shown as it is
const CALM = 800; // ms in which panels in view are drawn before the change
const LOOK = 25;

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export const innerOf = (frame: HTMLIFrameElement | undefined): Inner | null => frame?.contentWindow ?? null;

async function until(holds: () => boolean, most: number): Promise<void> {
  for (let left = most; left > 0 && !holds(); left -= LOOK) await wait(LOOK);
}

const root = (frame: HTMLIFrameElement): HTMLElement | undefined => frame.contentDocument?.documentElement;
const isLive = (frame: HTMLIFrameElement): boolean => root(frame)?.classList.contains("rg-live") ?? false;
const isIdle = (frame: HTMLIFrameElement): boolean => root(frame)?.hasAttribute("data-rg-idle") ?? false;

/** Whether the reader is in the middle of something that a new page would take away. */
function isBusy(inner: Inner | null): boolean {
  const page = inner?.document;
  if (!page) return false;
  const at = page.activeElement;
  const writes = !!at && /^(input|textarea|select)$/i.test(at.localName) && page.hasFocus();
  const selects = inner.getSelection()?.isCollapsed === false;
  return writes || selects || !!page.querySelector("dialog[open], .rg-popover, :active");
}

export class Frames {
  /** The report that is shown. */
  shown: HTMLIFrameElement | undefined;
  private wanted = 0;
  private isLoading = false;
  private hurries = false;

  constructor(
    private readonly room: HTMLElement,
    private readonly ready: (frame: HTMLIFrameElement) => void,
    private readonly waits: (waiting: boolean) => void,
  ) {}

  /** Show the report of a build; of several that follow each other fast only the last ones are loaded. */
  async show(build: number): Promise<void> {
    this.wanted = build;
    if (this.isLoading) return;
    this.isLoading = true;
    for (let done = 0; done !== this.wanted; ) {
      done = this.wanted;
      await this.change(done);
    }
    this.isLoading = false;
  }

  /** Do not wait for the reader any longer. */
  hurry(): void {
    this.hurries = true;
  }

  private async change(build: number): Promise<void> {
    const before = this.shown;
    const hash = this.hash();
    const frame = document.createElement("iframe");
    frame.className = "rg-next";
    frame.src = `/report.html?${build}${hash}`;
    const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
    this.room.append(frame);
    await loaded;
    if (before) {
      await until(() => isLive(frame), PATIENCE);
      this.follow(before, frame);
      await until(() => isIdle(frame), CALM);
      await this.moment(build, before);
      if (this.wanted !== build || this.hash() !== hash) {
        frame.remove(); // the reader waited for this one and gets the next, or changed the view meanwhile
        if (this.wanted === build) await this.change(build);
        return;
      }
      this.follow(before, frame);
      carry(before, frame, true);
    }
    frame.className = "";
    this.shown = frame;
    before?.remove();
    for (const said of this.room.querySelectorAll("p")) said.remove();
    this.ready(frame);
  }

  private hash(): string {
    return innerOf(this.shown)?.location.hash ?? location.hash;
  }

  /** Wait until the reader has a moment, or a newer report is there. */
  private async moment(build: number, before: HTMLIFrameElement): Promise<void> {
    let waited = false;
    while (!this.hurries && isBusy(innerOf(before))) {
      if (!waited) this.waits(true);
      waited = true;
      await wait(LOOK);
      if (this.wanted !== build) return;
    }
    this.hurries = false;
    this.waits(false);
  }

  /** Put a report to the place and state of another. */
  private follow(before: HTMLIFrameElement, frame: HTMLIFrameElement): void {
    carry(before, frame, false);
    innerOf(frame)?.reportgen?.goBack(innerOf(before)?.reportgen?.place() ?? null);
  }
}
