// One picture on the full screen's stage, with what lies over it, its pixels' values and stretched contrast.

import { addressOf, create, drop, file, say } from "../../core";
import type { ImageCell } from "../data";
import { under } from "../overlay/hover";
import { canvasOf, drawOver, type Scene, thin } from "../overlay/overlay";
import { Pixels, stretchFilter } from "./pixels";
import { fitScale, type View } from "./view";

export interface Picture {
  cell: ImageCell;
  scene: Scene | undefined;
  /** What the picture is, and what was written under it. */
  name: string;
  caption: string;
  /** What stands for it in the page's address. */
  link: string;
}

let filters = 0;

export class Pane {
  readonly element = create("div", { class: "rg-pane" });
  readonly frame = create("div", { class: "rg-frame" });
  /** The decoded picture, whose pixels are read; the one that is seen is part of the drawing. */
  private readonly image = new Image();
  private readonly svg: SVGElement;
  private readonly seen: SVGElement;
  private labels: HTMLElement | undefined;
  private address = "";
  private filter: SVGSVGElement | undefined;
  private pixels: Pixels | undefined;
  private overlaid = true;
  private closed = false;

  constructor(
    readonly picture: Picture,
    titled: boolean,
  ) {
    ({ svg: this.svg, picture: this.seen } = canvasOf(picture.cell.width, picture.cell.height));
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("aria-label", picture.caption || picture.name);
    this.svg.removeAttribute("aria-hidden");
    this.frame.append(this.svg);
    this.element.append(this.frame);
    if (titled)
      this.element.append(
        create(
          "p",
          { class: "rg-pane-name" },
          create("bdi", {}, picture.name),
          picture.caption ? create("bdi", { class: "rg-note" }, picture.caption) : "",
        ),
      );
  }

  async load(): Promise<void> {
    const address = await addressOf(await file(this.picture.cell.block));
    if (this.closed) return drop(address);
    this.address = address;
    this.image.src = this.address;
    this.seen.setAttribute("href", this.address);
    await this.image.decode().catch(() => undefined);
    await this.draw();
  }

  close(): void {
    this.closed = true;
    this.seen.removeAttribute("href");
    this.image.removeAttribute("src");
    drop(this.address);
    this.element.remove();
    this.filter?.remove();
  }

  async draw(): Promise<void> {
    const { cell, scene } = this.picture;
    const labels = scene && this.overlaid ? await drawOver(this.svg, cell, scene) : undefined;
    if (!labels) this.svg.querySelector(":scope > g")?.remove();
    this.labels?.remove();
    this.labels = labels;
    if (!labels) return;
    this.frame.append(labels);
    thin(labels);
  }

  overlay(on: boolean): void {
    this.overlaid = on;
    void this.draw();
  }

  /** Put the picture where a view says, in a stage of this size. */
  place(view: View, stage: { width: number; height: number }): void {
    const { width, height } = this.shown(stage);
    const w = width * view.zoom;
    const h = height * view.zoom;
    Object.assign(this.frame.style, {
      width: `${w}px`,
      height: `${h}px`,
      left: `${stage.width / 2 - view.x * w}px`,
      top: `${stage.height / 2 - view.y * h}px`,
    });
  }

  /** The picture's size in CSS pixels at zoom 1. */
  shown(stage: { width: number; height: number }): { width: number; height: number } {
    const { width, height } = this.picture.cell;
    const scale = fitScale(width, height, stage);
    return { width: width * scale, height: height * scale };
  }

  values(): Pixels | undefined {
    return (this.pixels ??= Pixels.of(this.image));
  }

  stretch(on: boolean): void {
    this.filter?.remove();
    this.filter = undefined;
    this.seen.style.filter = "";
    const range = on ? this.values()?.range() : undefined;
    if (!range) return;
    const name = `rg-stretch-${++filters}`;
    this.filter = stretchFilter(name, ...range);
    this.element.append(this.filter);
    this.seen.style.filter = `url(#${name})`;
  }

  /** What is at a point of the window: pixel, values, and what lies over it. */
  tell(clientX: number, clientY: number): (Node | string)[] {
    const place = this.frame.getBoundingClientRect();
    const { cell, scene } = this.picture;
    const x = ((clientX - place.left) / place.width) * cell.width;
    const y = ((clientY - place.top) / place.height) * cell.height;
    const column = Math.floor(x);
    const row = Math.floor(y);
    // A budget can have made the stored picture smaller than the logged one.
    const across = (this.image.naturalWidth || cell.width) / cell.width;
    const values = this.values()?.at(Math.floor(x * across), Math.floor(y * across));
    if (!values) return [];
    const [red, green, blue, alpha] = values;
    const color =
      red === green && green === blue ? say("value {value}", { value: red }) : `RGB ${red}, ${green}, ${blue}`;
    const over = scene && this.overlaid ? under(this.frame, cell, scene, x, y) : undefined;
    const words = over
      ? [
          over.title,
          ...over.rows.map(({ color, name, value }) =>
            color && name !== say("verdict") ? `${name} (${value})` : `${name} ${value}`,
          ),
        ]
          .filter(Boolean)
          .join(" · ")
      : "";
    const dot = create("i", { class: "rg-dot" });
    dot.style.background = `rgb(${red} ${green} ${blue})`;
    const pixel = `(${column}, ${row}) · ${color}${alpha === 255 ? "" : `, alpha ${alpha}`} `;
    return [pixel, dot, ...(words ? [` · ${words}`] : [])];
  }
}

export type { Scene };
