// <rg-media-browser>: galleries and grids of logged media, moved through steps, searched, compared, paged.

import { block, create, followStep, keepPictures, mark, RgElement, say, state, subscribe } from "../core";
import type { Scene } from "../image";
import { Errors } from "../media_browser/error_explorer/errors";
import type { Making } from "../media_browser/figure";
import { heldBy, refill, sectionOf } from "../media_browser/gallery";
import { type Item, isA, nameOf, placeOf, type Section, sections, type View } from "../media_browser/layout";
import { linkOf, opening } from "../media_browser/opening";
import { compareItems, foldedOf, openItem, sceneOf, scenes, type Telling } from "../media_browser/overlays";
import { areTexts, textRows } from "../media_browser/texts";
import { Tools } from "../media_browser/tools";
import type { MediaPayload, MorePayload } from "../payloads";
import type { Company, SceneElement } from "../scene";

class MediaBrowser extends RgElement {
  private view: View | undefined;
  private scene: Scene | undefined;
  private errors: Errors | undefined;
  private tools: Tools | undefined;
  private readonly previews = new Map<string, string>();
  private stop: (() => void)[] = [];
  private at = Infinity;
  private gallery: HTMLElement | undefined;
  private made = false;
  private kept: readonly Section[] = [];
  private company: Company | undefined;
  /** What the gallery shows now. */
  private laid = "";

  protected override async wake(signal: AbortSignal): Promise<void> {
    keepPictures(this);
    for (const image of this.querySelectorAll<HTMLImageElement>("img[data-full], img[data-rg]")) {
      this.previews.set(image.dataset.full ?? image.dataset.rg ?? "", image.src);
    }
    const view = (this.view ??= await this.load());
    if (signal.aborted) return;
    if (!this.scene) await this.overlay(view);
    if (signal.aborted) return;
    this.gallery ??= this.querySelector<HTMLElement>(".rg-media") ?? undefined;
    if (!this.made) this.build(view);
    const places = [...new Set(view.items.map(placeOf))].sort((a, b) => a - b);
    const steps = new Map<number, number>();
    for (const item of view.items) steps.set(placeOf(item), Math.max(steps.get(placeOf(item)) ?? item.step, item.step));
    this.stop = [
      ...(this.errors ? [this.errors.follow()] : []),
      subscribe((now, before) => {
        const reordered = now.settings !== before.settings && this.tools?.isReordered();
        if (now.hidden !== before.hidden || reordered) this.lay();
      }),
      followStep(
        this,
        { places, key: view.stepKey, stepOf: (place) => steps.get(places[place] ?? NaN) ?? places[place] ?? 0 },
        (place) => {
          this.at = places[place] ?? Infinity;
          if (!view.axes.includes("step") || !this.gallery?.querySelector("[data-item]")) this.lay();
        },
      ),
      opening(this, () => this.lookUp()),
    ];
  }

  /** Open the item that the address names, whether or not it is among those that are shown. */
  private lookUp(): void {
    const item = this.view?.items.find((one) => this.told.link(one) === state.picture);
    const shown = this.kept.some(({ items }) => item && items.includes(item));
    if (item) openItem(item, shown ? this.kept.flatMap(({ items }) => items) : [item], this.scene, this.told);
  }

  protected override rest(): void {
    for (const stop of this.stop) stop();
    this.stop = [];
  }

  private async load(): Promise<View> {
    const view = await block<MediaPayload & MorePayload>(this.dataset.view ?? "");
    return { ...view, items: view.items.map((item, number) => ({ ...item, number })) };
  }

  private async overlay({ legend, settings, errors, runs }: View): Promise<void> {
    this.scene = await sceneOf(legend, settings);
    if (!errors || !this.scene) return;
    this.errors = new Errors(errors, this.scene.overlays, runs, () => {
      this.lay();
      this.redraw();
    });
    this.scene.mark = this.errors.mark;
  }

  /** Add the controls, once. */
  private build(view: View): void {
    this.made = true;
    this.tools = new Tools(view, this.errors !== undefined, {
      changed: () => this.lay(),
      compare: (items) => compareItems(items, this.scene, this.told),
    });
    const parts: HTMLElement[] = [this.tools.element];
    const legend = foldedOf(this.scene);
    if (legend) {
      this.tools.add(legend.head);
      parts.push(legend.box);
    }
    if (this.errors) parts.push(this.errors.element);
    const cells = view.items.filter((item) => isA(item, "scene"));
    const shared = scenes();
    if (shared && cells.length) {
      this.company = new shared.Company();
      parts.push(shared.controlsOf(cells, new AbortController().signal));
    }
    this.gallery?.before(...parts);
    this.gallery?.after(this.tools.pager.element, this.tools.picks);
    this.classList.add("rg-media-live");
  }

  /** Lay out what the sliders, the search and the error explorer leave. */
  private lay(): void {
    const { view, tools, gallery } = this;
    if (!view || !tools || !gallery) return;
    const shown = sections(view, this.at, tools.index());
    this.errors?.update(
      shown.flatMap((section) => section.items),
      tools.worstFirst,
    );
    const kept = shown
      .map((section) => ({
        ...section,
        items: tools.ordered(
          section.items.filter((item) => tools.matches(item) && (this.errors?.holds(item) ?? true)),
          this.errors,
        ),
      }))
      .filter((section) => section.items.length);
    const count = (all: readonly Section[]): number => all.reduce((sum, { items }) => sum + items.length, 0);
    tools.tell(count(kept), count(shown));
    const paged = tools.pager.page(kept);
    this.kept = kept;
    gallery.style.setProperty("--most", String(Math.max(1, ...shown.map(({ items }) => items.length))));
    const name = namesOf(paged, this.at, tools.pickedNames());
    if (name !== this.laid) this.fill(view, gallery, paged);
    this.laid = name;
  }

  /** Put the figures of a page into the gallery. */
  private fill(view: View, gallery: HTMLElement, paged: readonly Section[]): void {
    const making: Making = {
      view,
      scene: this.scene,
      previews: this.previews,
      ...heldBy(gallery, view.items),
      company: this.company,
      open: (item, from) => this.open(item, from),
    };
    const pickable = (element: HTMLElement, item: Item): HTMLElement => this.pickable(element, item);
    const rows = paged.length > 0 && areTexts(view);
    const parts = rows
      ? [textRows(paged, view)]
      : paged.map((section) => sectionOf(section, { view, making, at: this.at, pickable }));
    const empty = view.items.length ? say("No matches.") : say("Nothing was logged.");
    refill(gallery, parts.length ? parts : [create("p", { class: "rg-empty" }, empty)]);
    mark(this);
  }

  /** While pictures are being picked for comparing, a box to tick on each. */
  private pickable(element: HTMLElement, item: Item): HTMLElement {
    if (isA(item, "image")) this.tools?.addPick(element, item, this.view ? nameOf(this.view, item) : "");
    return element;
  }

  private readonly told: Telling = {
    name: (item) => (this.view ? nameOf(this.view, item) : ""),
    link: (item) => linkOf(this, item),
  };

  private open(item: Item, from?: SceneElement): void {
    const among = this.kept.flatMap((section) => section.items);
    openItem(item, among, this.scene, this.told, from);
  }

  private redraw(): void {
    for (const image of this.querySelectorAll("rg-image"))
      void (image as HTMLElement & { redraw(): Promise<void> }).redraw();
  }
}

/** What a gallery shows, as a text: as long as it is the same, nothing is made anew. */
const namesOf = (paged: readonly Section[], at: number, picked: string): string =>
  [at, picked, ...paged.map(({ run, key, items }) => `${run} ${key} ${items.map(({ number }) => number)}`)].join("\n");

customElements.define("rg-media-browser", MediaBrowser);
