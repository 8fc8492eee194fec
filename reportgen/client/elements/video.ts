// <rg-video>: a logged video with the browser's own controls; a GIF with a button that plays and stops it.

import { addressOf, button, create, drop, file, picture, RgElement, say } from "../core";
import type { VideoPayload } from "../payloads";

class Video extends RgElement {
  private item: VideoPayload | undefined;
  private name = "";
  private address = "";
  private still = "";
  private playing = false;

  setup(item: VideoPayload, name: string): this {
    this.item = item;
    this.name = name;
    const frame = create("span", { class: "rg-video" });
    if (item.width && item.height) frame.style.aspectRatio = `${item.width} / ${item.height}`;
    this.replaceChildren(frame);
    return this;
  }

  protected override async wake(signal: AbortSignal): Promise<void> {
    const { item } = this;
    const frame = this.querySelector<HTMLElement>(".rg-video");
    if (!item?.block || !frame) return;
    if (item.type === "image/gif") return this.gif(item, frame, signal);
    const address = await addressOf(await file(item.block));
    if (signal.aborted) return drop(address);
    this.address = address;
    const video = create("video", {
      controls: true,
      preload: "metadata",
      loop: true,
      playsinline: true,
      "aria-label": this.name,
    });
    video.muted = true;
    video.addEventListener("error", () => this.cannot(frame, item));
    video.src = this.address;
    frame.replaceChildren(video);
  }

  protected override rest(): void {
    this.playing = false;
    this.querySelector("video")?.removeAttribute("src");
    this.querySelector(".rg-video")?.replaceChildren();
    drop(this.address);
    drop(this.still);
    this.address = this.still = "";
  }

  private async gif(item: VideoPayload, frame: HTMLElement, signal: AbortSignal): Promise<void> {
    const image = create("img", {
      alt: this.name,
      ...(item.width ? { width: item.width, height: item.height ?? 0 } : {}),
    });
    const still = item.poster ? await picture(item.poster) : "";
    if (signal.aborted) return drop(still);
    this.still = still;
    const toggle = button("▶", () => void play(), {
      class: "rg-play-gif",
      "aria-label": say("Play {name}", { name: this.name }),
    });
    const play = async (): Promise<void> => {
      this.playing = !this.playing;
      toggle.textContent = this.playing ? "❚❚" : "▶";
      toggle.setAttribute("aria-label", `${this.playing ? "Stop" : "Play"} ${this.name}`);
      const before = this.address;
      const address = this.playing ? await addressOf(await file(item.block ?? "")) : "";
      if (signal.aborted || before !== this.address) return drop(address);
      if (!this.playing) drop(address);
      this.address = this.playing ? address : "";
      image.src = this.address || still;
      drop(before);
    };
    image.src = still;
    frame.classList.toggle("rg-pixels", Math.max(item.width ?? 0, item.height ?? 0) <= 64);
    frame.replaceChildren(image, toggle);
  }

  /** A browser without the format gets to keep the file. */
  private cannot(frame: HTMLElement, item: VideoPayload): void {
    const save = create("a", { href: this.address, download: item.name ?? "video" }, say("Save the file"));
    frame.replaceChildren(
      create(
        "span",
        { class: "rg-placeholder" },
        create("b", {}, say("Video")),
        ` ${say("This browser cannot play it:")} `,
        save,
        ".",
      ),
    );
  }
}

customElements.define("rg-video", Video);
