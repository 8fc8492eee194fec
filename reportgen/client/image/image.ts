// <rg-image>: a picture with what lies over it. It decodes when near the view and lets go when far.

import { addressOf, button, create, drop, file, RgElement, say, share, subscribe, Tip } from "../core";
import type { ImageCell } from "./data";
import { under } from "./overlay/hover";
import { canvasOf, drawnAs, drawOver, forget, type Scene, thin } from "./overlay/overlay";

const SMALL = 64; // px; smoothing would blur
const KEPT = 96; // pictures out of view that stay as they are, for a way back and for printing
const WORTH = 1.3; // times the pixels shown, from which a smaller copy saves memory

/** Drawn pictures that are far from the view, the longest away first. */
const away = new Set<ImageElement>();

export class ImageElement extends RgElement {
  private cell: ImageCell | undefined;
  private scene: Scene | undefined;
  private frame: HTMLElement | undefined;
  private svg: SVGElement | undefined;
  private picture: SVGElement | undefined;
  private labels: HTMLElement | undefined;
  private address = "";
  private preview: string | undefined;
  private stop: () => void = () => undefined;
  private sized: ResizeObserver | undefined;
  private tip: Tip | undefined;

  /** Show a cell; `preview` is drawn until the picture itself is decoded, `open` is what a click does. */
  setup(cell: ImageCell, scene: Scene | undefined, name: string, preview: string | undefined, open: () => void): this {
    this.cell = cell;
    this.scene = scene;
    this.frame = create("div", { class: "rg-image" });
    const press = button("", open, { "aria-label": name, title: say("Open full screen") });
    this.frame.append(press);
    this.frame.classList.toggle("rg-pixels", Math.max(cell.width, cell.height) <= SMALL);
    this.frame.style.setProperty("--w", String(cell.width));
    this.frame.style.setProperty("--h", String(cell.height));
    Object.assign(this, canvasOf(cell.width, cell.height));
    this.preview = share(preview);
    if (this.preview) this.picture?.setAttribute("href", this.preview);
    if (this.svg) press.append(this.svg);
    this.replaceChildren(this.frame);
    this.frame.addEventListener("pointermove", (event) => this.point(event));
    this.frame.addEventListener("pointerleave", () => this.tip?.hide());
    return this;
  }

  protected override async wake(signal: AbortSignal): Promise<void> {
    const { cell, frame } = this;
    if (!cell || !frame) return;
    this.stop = subscribe((now, before) => {
      if (now.settings !== before.settings) void this.redraw();
    });
    const over = this.redraw();
    if (away.delete(this) && this.address) return over;
    const content = await file(cell.block);
    if (signal.aborted) return;
    await this.fill(content);
    this.sized = new ResizeObserver(() => {
      if (this.drawnWidth && Math.abs(this.wanted() / this.drawnWidth - 1) > 0.1) void this.fill(content);
    });
    this.sized.observe(frame);
    await over;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // One that only moves in the page keeps its picture.
    queueMicrotask(() => {
      if (!this.isConnected) this.release();
    });
  }

  /** The address of what is shown now, for another element to show until its own picture is there. */
  get shownAddress(): string | undefined {
    return this.picture?.getAttribute("href") ?? undefined;
  }

  protected override rest(): void {
    this.stop();
    this.tip?.hide();
    away.add(this);
    for (const oldest of away) {
      if (away.size <= KEPT) break;
      oldest.release();
    }
  }

  private drawnWidth = 0;
  /** Counts fillings, so that a late one is dropped. */
  private turn = 0;
  private released = 0;

  /** The width that the picture takes, in pixels of the screen. */
  private wanted(): number {
    return Math.ceil((this.frame?.clientWidth ?? 0) * devicePixelRatio);
  }

  /** Show the picture, or a copy as small as it is shown. */
  private async fill(content: Blob): Promise<void> {
    const turn = ++this.turn;
    const width = this.wanted();
    const shown = (await this.shrunk(content, width)) ?? content;
    if (turn !== this.turn) return;
    const address = await addressOf(shown);
    if (turn !== this.turn) return drop(address);
    const before = this.address;
    this.drawnWidth = shown === content ? 0 : width;
    this.address = address;
    this.picture?.setAttribute("href", this.address);
    drop(before);
    this.leave();
  }

  /**
   * A still picture that is larger than its place, as small as it is shown. Browsers keep decoded pictures that are long
   * gone from view: a thousand of them would take most of a gigabyte.
   */
  private async shrunk(content: Blob, width: number): Promise<Blob | undefined> {
    const { cell } = this;
    if (!cell || cell.animated || content.type === "image/gif" || !width || cell.width < width * WORTH)
      return undefined;
    const height = Math.max(1, Math.round((width * cell.height) / cell.width));
    const bitmap = await createImageBitmap(content, {
      resizeWidth: width,
      resizeHeight: height,
      resizeQuality: "high",
    }).catch(() => undefined);
    if (!bitmap) return undefined;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
    return canvas.convertToBlob({ type: "image/png" }).catch(() => undefined);
  }

  /** Let go of what another element showed; a small picture of the page itself stays. */
  private leave(): void {
    if (!this.preview?.startsWith("blob:")) return;
    drop(this.preview);
    this.preview = undefined;
  }

  /** Let go of the picture and of what lies over it. */
  private release(): void {
    away.delete(this);
    this.turn++;
    this.released++;
    this.sized?.disconnect();
    this.sized = undefined;
    this.leave();
    if (this.preview) this.picture?.setAttribute("href", this.preview);
    else this.picture?.removeAttribute("href");
    drop(this.address);
    this.address = "";
    this.svg?.querySelector(":scope > g")?.remove();
    this.labels?.remove();
    if (this.cell) forget(this.cell);
  }

  private drawing: Promise<void> | undefined;
  /** What lies over the picture now. */
  private overlaid: string | undefined;

  /** Draw anew what lies over the picture: once, however many ask for it at a time. */
  redraw(): Promise<void> {
    this.drawing ??= Promise.resolve().then(() => {
      this.drawing = undefined;
      return this.draw();
    });
    return this.drawing;
  }

  private async draw(): Promise<void> {
    const { cell, scene, frame, svg } = this;
    if (!cell || !scene || !frame || !svg || !(cell.boxes || cell.masks)) return;
    const name = drawnAs(cell, scene);
    if (name !== undefined && name === this.overlaid && this.svg?.querySelector(":scope > g")) return;
    this.overlaid = name;
    const turn = this.released;
    const labels = await drawOver(svg, cell, scene);
    if (turn !== this.released) return svg.querySelector(":scope > g")?.remove();
    this.labels?.remove();
    this.labels = labels;
    if (!labels.childNodes.length) return;
    frame.append(labels);
    thin(labels);
  }

  private point(event: PointerEvent): void {
    const { cell, scene, frame } = this;
    if (!cell || !scene || !frame || event.pointerType === "touch") return;
    const place = frame.getBoundingClientRect();
    const x = ((event.clientX - place.left) / place.width) * cell.width;
    const y = ((event.clientY - place.top) / place.height) * cell.height;
    const found = under(frame, cell, scene, x, y);
    this.tip ??= new Tip();
    if (!this.tip.element.isConnected) this.append(this.tip.element);
    if (found) this.tip.show(this, event.clientX - place.left, event.clientY - place.top, found.title, found.rows);
    else this.tip.hide();
  }
}
