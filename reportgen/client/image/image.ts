// <rg-image>: a picture with what lies over it. It decodes when near the view and lets go when far.

import { button, create, file, RgElement, subscribe, Tip } from "../core";
import type { ImageCell } from "./data";
import { under } from "./hover";
import { drawn, forget, type Scene } from "./overlay";

const SMALL = 64; // px; smoothing would blur
const WORTH = 1.3; // times the pixels shown, from which a smaller copy saves memory

export class ImageElement extends RgElement {
  private cell: ImageCell | undefined;
  private scene: Scene | undefined;
  private readonly picture = create("img", { decoding: "async", alt: "" });
  private frame: HTMLElement | undefined;
  private address = "";
  private small: HTMLCanvasElement | undefined;
  private sized: ResizeObserver | undefined;
  private stop: () => void = () => undefined;
  private tip: Tip | undefined;

  /** Show a cell; `preview` is drawn until the picture itself is decoded, `open` is what a click does. */
  setup(cell: ImageCell, scene: Scene | undefined, name: string, preview: string | undefined, open: () => void): this {
    this.cell = cell;
    this.scene = scene;
    this.picture.alt = name;
    Object.assign(this.picture, { width: cell.width, height: cell.height });
    if (preview) this.picture.src = preview;
    this.frame = button("", open, { class: "rg-image", title: "Open full screen" });
    this.frame.classList.toggle("rg-pixels", Math.max(cell.width, cell.height) <= SMALL);
    this.frame.style.setProperty("--w", String(cell.width));
    this.frame.style.setProperty("--h", String(cell.height));
    this.frame.setAttribute("aria-label", name);
    this.frame.append(this.picture);
    this.replaceChildren(this.frame);
    if (cell.dim) this.append(create("span", { class: "rg-chip", title: "Full screen can stretch the contrast" }, "no value above 1"));
    this.frame.addEventListener("pointermove", (event) => this.point(event));
    this.frame.addEventListener("pointerleave", () => this.tip?.hide());
    return this;
  }

  protected override async wake(signal: AbortSignal): Promise<void> {
    const cell = this.cell;
    if (!cell) return;
    const over = this.scene ? this.redraw() : undefined;
    this.stop = subscribe((now, before) => { if (now.settings !== before.settings) void this.redraw(); });
    const content = await file(cell.block);
    if (signal.aborted) return;
    if (!(await this.shrunk(content, signal))) {
      if (signal.aborted) return;
      this.address = URL.createObjectURL(content);
      this.picture.src = this.address;
      this.picture.hidden = false;
    }
    await over;
  }

  /**
   * Draw a still picture that is larger than its place as small as it is shown; false where the picture itself does.
   * Browsers keep decoded pictures of pages long gone from view: a thousand take most of a gigabyte.
   */
  private async shrunk(content: Blob, signal: AbortSignal): Promise<boolean> {
    const { cell, frame } = this, width = Math.ceil((frame?.clientWidth ?? 0) * devicePixelRatio);
    if (!cell || !frame || cell.animated || content.type === "image/gif" || !width || cell.width < width * WORTH) return false;
    const height = Math.max(1, Math.round((width * cell.height) / cell.width));
    const bitmap = await createImageBitmap(content, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" }).catch(() => undefined);
    if (!bitmap) return false;
    if (signal.aborted) {
      bitmap.close();
      return true;
    }
    const small = create("canvas", { width, height, "aria-hidden": "true" });
    small.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
    this.discard();
    this.small = small;
    this.picture.after(small);
    this.picture.hidden = true;
    this.picture.removeAttribute("src");
    this.sized ??= new ResizeObserver(() => { if (Math.abs(frame.clientWidth * devicePixelRatio / (this.small?.width ?? 1) - 1) > 0.1) void this.shrunk(content, signal); });
    this.sized.observe(frame);
    return true;
  }

  protected override rest(): void {
    this.stop();
    this.tip?.hide();
    this.picture.removeAttribute("src");
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = "";
    this.sized?.disconnect();
    this.sized = undefined;
    this.discard();
    for (const element of this.querySelectorAll(".rg-overlay, .rg-box-labels")) element.remove();
    if (this.cell) forget(this.cell);
  }

  private discard(): void {
    this.small?.getContext("bitmaprenderer")?.transferFromImageBitmap(null);
    this.small?.remove();
    this.small = undefined;
  }

  /** Draw anew what lies over the picture. */
  async redraw(): Promise<void> {
    const { cell, scene, frame } = this;
    if (!cell || !scene || !frame || !(cell.boxes || cell.masks)) return;
    const parts = await drawn(cell, scene);
    for (const element of frame.querySelectorAll(".rg-overlay, .rg-box-labels")) element.remove();
    if (this.isConnected) frame.append(...parts);
  }

  private point(event: PointerEvent): void {
    const { cell, scene, frame } = this;
    if (!cell || !scene || !frame || event.pointerType === "touch") return;
    const place = frame.getBoundingClientRect();
    const x = ((event.clientX - place.left) / place.width) * cell.width, y = ((event.clientY - place.top) / place.height) * cell.height;
    const found = under(frame, cell, scene, x, y);
    this.tip ??= new Tip();
    if (!this.tip.element.isConnected) this.append(this.tip.element);
    if (found) this.tip.show(this, event.clientX - place.left, event.clientY - place.top, found.title, found.rows);
    else this.tip.hide();
  }
}
