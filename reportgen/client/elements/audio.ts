// <rg-audio>: a logged sound over its waveform or spectrogram, both computed at build. One plays at a time.

import { addressOf, block, button, create, drop, duration, type Floats, file, picture, RgElement, say } from "../core";
import type { AudioPayload } from "../payloads";

let current: Sound | undefined;

class Sound extends RgElement {
  private item: AudioPayload | undefined;
  private name = "";
  private readonly audio = create("audio", { preload: "none" });
  private readonly track = create("div", { class: "rg-track", role: "slider", tabindex: 0, "aria-valuemin": 0 });
  private readonly clock = create("output", { class: "rg-clock", "aria-live": "off" });
  private readonly toggle = button("▶", () => void this.play(), { class: "rg-play-sound" });
  private spectrum = false;

  setup(item: AudioPayload, name: string): this {
    this.item = item;
    this.name = name;
    this.toggle.setAttribute("aria-label", say("Play {name}", { name }));
    this.track.setAttribute("aria-label", say("Position in {name}", { name }));
    const facts = [
      item.rate ? `${item.rate.toLocaleString("en-US")} Hz` : "",
      item.channels === 1
        ? say("mono")
        : item.channels === 2
          ? say("stereo")
          : item.channels
            ? say("{n} channels", { n: item.channels })
            : "",
    ]
      .filter(Boolean)
      .join(", ");
    const line = create(
      "div",
      { class: "rg-sound-line" },
      this.toggle,
      this.clock,
      create("span", { class: "rg-note" }, facts),
    );
    if (item.spectrum) {
      const other = button(
        say("Spectrogram"),
        () => {
          this.spectrum = !this.spectrum;
          other.setAttribute("aria-pressed", String(this.spectrum));
          void this.draw();
        },
        { "aria-pressed": "false", class: "rg-quiet" },
      );
      line.append(other);
    }
    this.replaceChildren(this.track, line);
    this.track.hidden = !item.peaks;
    this.audio.addEventListener("timeupdate", () => this.tell());
    this.audio.addEventListener("loadedmetadata", () => this.tell());
    this.audio.addEventListener("ended", () => this.pause());
    this.audio.addEventListener("error", () => this.cannot());
    this.track.addEventListener("pointerdown", (event) => {
      const box = this.track.getBoundingClientRect();
      void this.seek(((event.clientX - box.left) / box.width) * this.length());
    });
    this.track.addEventListener("keydown", (event) => {
      const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 };
      const by = moves[event.key];
      if (event.key === " " || event.key === "Enter") void this.play();
      else if (event.key === "Home") void this.seek(0);
      else if (by !== undefined) void this.seek(this.audio.currentTime + by * Math.max(this.length() / 50, 0.05));
      else return;
      event.preventDefault();
    });
    return this;
  }

  protected override async wake(): Promise<void> {
    await this.draw();
    this.tell();
  }

  protected override rest(): void {
    this.pause();
    const address = this.audio.getAttribute("src");
    this.audio.removeAttribute("src");
    drop(address ?? undefined);
    this.put();
  }

  /** Put something in the track, and let go of what was there. */
  private put(...content: Node[]): void {
    const before = this.track.querySelector("img")?.getAttribute("src");
    this.track.replaceChildren(...content);
    drop(before ?? undefined);
  }

  private length(): number {
    return this.item?.seconds ?? (Number.isFinite(this.audio.duration) ? this.audio.duration : 0);
  }

  private async ready(): Promise<void> {
    if (!this.audio.src && this.item?.block) this.audio.src = await addressOf(await file(this.item.block));
  }

  private async play(): Promise<void> {
    if (!this.audio.paused) return this.pause();
    await this.ready();
    if (current && current !== this) current.pause();
    current = this;
    await this.audio.play().then(
      () => {
        this.toggle.textContent = "❚❚";
        this.toggle.setAttribute("aria-label", say("Pause {name}", { name: this.name }));
      },
      () => undefined,
    );
  }

  pause(): void {
    this.audio.pause();
    this.toggle.textContent = "▶";
    this.toggle.setAttribute("aria-label", say("Play {name}", { name: this.name }));
  }

  private async seek(seconds: number): Promise<void> {
    await this.ready();
    this.audio.currentTime = Math.min(Math.max(seconds, 0), this.length());
    this.tell();
  }

  private tell(): void {
    const now = this.audio.currentTime;
    const whole = this.length();
    this.clock.textContent = say("{now} of {whole}", {
      now: duration(Number(now.toFixed(1))),
      whole: duration(Number(whole.toFixed(2))),
    });
    this.track.style.setProperty("--played", `${whole ? (now / whole) * 100 : 0}%`);
    this.track.setAttribute("aria-valuemax", String(whole));
    this.track.setAttribute("aria-valuenow", now.toFixed(2));
    this.track.setAttribute("aria-valuetext", this.clock.textContent);
  }

  private async draw(): Promise<void> {
    const { item } = this;
    if (!item?.peaks) return;
    if (this.spectrum && item.spectrum) {
      const image = create("img", {
        class: "rg-spectrum",
        alt: say("Spectrogram of {name}, 0 to {most} Hz", {
          name: this.name,
          most: ((item.rate ?? 0) / 2).toLocaleString("en-US"),
        }),
      });
      image.src = await picture(item.spectrum);
      this.put(image);
      return;
    }
    const peaks = await block<Floats>(item.peaks);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", `0 -128 ${peaks.length / 2} 256`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("class", "rg-waveform");
    svg.setAttribute("aria-hidden", "true");
    let text = "";
    for (let i = 0; i < peaks.length; i += 2) text += `M${i / 2} ${-(peaks[i + 1] ?? 0)}V${-(peaks[i] ?? 0) + 1}`;
    path.setAttribute("d", text);
    svg.append(path);
    this.put(svg);
  }

  private cannot(): void {
    if (!this.audio.getAttribute("src")) return;
    const save = create("a", { href: this.audio.src, download: this.item?.name ?? "sound" }, say("Save the file"));
    this.clock.replaceChildren(`${say("This browser cannot play it:")} `, save);
  }
}

customElements.define("rg-audio", Sound);
