// <rg-scene>: a poster at once, the live scene when it is in view, and what a reader can do with it.

import { create, download, drop, during, fileName, keepPictures, picture, RgElement, say, subscribe } from "../core";
import type { Orbit, SceneCell } from "./cell";
import { Company } from "./company";
import { canDraw } from "./live/graph";
import { frames, glbOf, Live } from "./live/live";
import { Pointing } from "./live/pointing";
import { background } from "./options";
import { factsOf, playButton, posterOf, toolsOf } from "./parts";

/** Scenes wait their turn to load, so that the page stays free. */
let queue: Promise<unknown> = Promise.resolve();
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const turn = queue.then(work, work);
  queue = turn.catch(() => undefined).then(() => frames(1));
  return turn;
};

const VIEW = "160px 0px";
let watch: IntersectionObserver | undefined;
const watched = (): IntersectionObserver =>
  (watch ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) (entry.target as SceneElement).inView(entry.isIntersecting);
    },
    { rootMargin: VIEW },
  ));

export class SceneElement extends RgElement {
  private cell: SceneCell | undefined;
  private name = "";
  private company = new Company();
  private view: HTMLElement | undefined;
  private readonly note = create("p", { class: "rg-note rg-scene-facts", role: "status" });
  private readonly pointing = new Pointing(async (x, y) => this.live?.under(x, y) ?? "");
  private live: Live | undefined;
  private coming: AbortController | undefined;
  private stop: (() => void)[] = [];
  private awake = false;
  private orbit: Orbit | undefined;
  private opened: ((element: SceneElement) => void) | undefined;

  /** Say what to show; without `open` it is the full screen, where the wheel always zooms. */
  setup(cell: SceneCell, name: string, company: Company, open?: (element: SceneElement) => void): this {
    [this.cell, this.name, this.company, this.opened] = [cell, name, company, open];
    return this;
  }

  protected override async wake(signal: AbortSignal): Promise<void> {
    const { cell } = this;
    if (!cell) return keepPictures(this);
    if (!this.view) this.build(cell);
    this.awake = true;
    this.company.members.add(this);
    this.stop = [
      subscribe((now, before) => {
        if (now.settings === before.settings && now.scheme === before.scheme) return;
        this.dress();
        this.live?.apply();
      }),
    ];
    const poster = this.view?.querySelector("img");
    if (poster && !poster.getAttribute("src")) {
      const address = await picture(cell.poster);
      if (signal.aborted) return drop(address);
      poster.src = address;
    }
    if (canDraw()) watched().observe(this);
    else this.tell(cell, say("WebGL is not available: this view cannot be turned"));
  }

  protected override rest(): void {
    this.awake = false;
    watch?.unobserve(this);
    this.inView(false);
    this.company.members.delete(this);
    for (const stop of this.stop) stop();
    this.stop = [];
    const poster = this.view?.querySelector("img");
    const address = poster?.getAttribute("src");
    poster?.removeAttribute("src");
    drop(address ?? undefined);
  }

  /** Say below the picture what is known of the scene, and what went wrong. */
  private tell(cell: SceneCell, trouble = ""): void {
    this.note.textContent = [...factsOf(cell), trouble].filter(Boolean).join("; ");
  }

  private build(cell: SceneCell): void {
    this.view = create(
      "span",
      { class: "rg-scene-view" },
      posterOf(cell, this.name),
      toolsOf(this, this.opened),
      this.pointing.said,
    );
    this.tell(cell);
    this.replaceChildren(this.view, this.note);
    this.dress();
    this.addEventListener("keydown", (event) => this.key(event));
    this.view.addEventListener("pointerdown", () => this.engage(true));
    this.view.addEventListener("focusin", (event) => {
      if (event.target !== this.view) this.engage(true);
    });
    this.view.addEventListener("focusout", () => {
      if (!this.contains(document.activeElement)) this.engage(false);
    });
    this.pointing.follow(this.view);
  }

  private dress(): void {
    if (this.cell && this.view) this.view.dataset.background = background(this.cell);
  }

  /** The wheel turns the page until a scene is clicked. */
  private engage(on: boolean): void {
    if (this.live) this.live.viewer.disableZoom = !(on || !this.opened);
    this.classList.toggle("rg-scene-engaged", on);
  }

  inView(near: boolean): void {
    if (near === (this.coming !== undefined) || (near && !this.awake)) return;
    if (near) return void during(this.come());
    this.coming?.abort();
    this.coming = undefined;
    this.live?.close();
    this.live = undefined;
    this.view?.classList.remove("rg-scene-live");
  }

  private async come(): Promise<void> {
    const { cell, view } = this;
    const coming = (this.coming = new AbortController());
    if (!cell || !view) return;
    try {
      await inTurn(async () => {
        if (coming.signal.aborted) return;
        const live = new Live(cell, this.name);
        this.live = live;
        await live.load(view, coming.signal);
        if (coming.signal.aborted) return live.close();
        live.moved = (): void => {
          this.orbit = live.orbit;
          this.company.turn(this, live.orbit, cell);
        };
        live.lost = (): void => {
          if (coming.signal.aborted) return;
          this.inView(false);
          this.tell(cell, say("The graphics driver stopped: this view cannot be turned"));
        };
        live.look(this.company.orbitOf(cell, this.orbit));
        const resized = new ResizeObserver(() => live.frame());
        resized.observe(view);
        coming.signal.addEventListener("abort", () => resized.disconnect());
        if (live.viewer.availableAnimations.length) this.addPlay(live);
        await frames(2);
        if (coming.signal.aborted) return;
        view.classList.add("rg-scene-live");
        this.tell(cell);
        this.engage(this.contains(document.activeElement));
      });
    } catch (error) {
      if (coming.signal.aborted) return;
      this.live?.close();
      this.live = undefined;
      this.tell(
        cell,
        say("Interactive view not available: {why}", { why: error instanceof Error ? error.message : String(error) }),
      );
    }
  }

  private addPlay(live: Live): void {
    this.view?.querySelector(".rg-scene-play")?.remove();
    this.view?.querySelector(".rg-scene-tools")?.prepend(playButton(live));
  }

  /** Look from where the panel's other scenes are looked at. */
  follow(): void {
    if (this.cell) this.live?.look(this.company.orbitOf(this.cell, this.orbit));
  }

  /** Go back to where it was looked at from at first. */
  forget(): void {
    this.orbit = undefined;
    this.follow();
  }

  reset(): void {
    this.company.reset();
    this.forget();
  }

  /** Where it is looked at from now, where the reader turned it. */
  get turnedTo(): Orbit | undefined {
    return this.cell && (this.orbit ?? this.company.orbitOf(this.cell));
  }

  /** Begin where another view of the same scene stands. */
  startAt(orbit: Orbit | undefined): this {
    this.orbit = orbit;
    return this;
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { live } = this;
    const actions: Record<string, () => void> = {
      "0": () => this.reset(),
      f: () => this.opened?.(this),
      "+": () => live?.viewer.zoom(3),
      "=": () => live?.viewer.zoom(3),
      "-": () => live?.viewer.zoom(-3),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  async save(): Promise<void> {
    if (!this.cell) return;
    download(await glbOf(this.cell), `${fileName(this.name, "scene")}.glb`);
  }
}
