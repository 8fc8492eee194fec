// <rg-html>: a logged document in a frame without scripts and without the page's origin, as high as what it holds.

import { block, create, RgElement } from "../core";
import type { HtmlPayload } from "../payloads";

const LEAST = 40;
const MOST = 1200; // px
const QUIET = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;
const LOOK =
  "<style>html{color-scheme:light;background:#fff;color:#1b1b1f}body{margin:8px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:break-word}</style>";

class Html extends RgElement {
  private item: HtmlPayload | undefined;
  private name = "";

  setup(item: HtmlPayload, name: string): this {
    this.item = item;
    this.name = name;
    return this;
  }

  protected override async wake(signal: AbortSignal): Promise<void> {
    if (!this.item?.block) return;
    const content = `<!doctype html>${QUIET}${LOOK}${await block<string>(this.item.block)}`;
    if (signal.aborted) return;
    const frame = create("iframe", { sandbox: "", title: this.name, loading: "lazy" });
    frame.style.height = `${await this.height(content)}px`;
    if (signal.aborted) return;
    frame.srcdoc = content;
    this.replaceChildren(frame);
  }

  protected override rest(): void {
    this.replaceChildren();
  }

  /**
   * How high the document is at this width. A frame without the page's origin does not tell, so the same document is
   * laid out once in a frame that may not run scripts either, out of sight, and taken away.
   */
  private async height(content: string): Promise<number> {
    const probe = create("iframe", {
      sandbox: "allow-same-origin",
      "aria-hidden": "true",
      tabindex: -1,
      class: "rg-html-probe",
    });
    probe.style.width = `${Math.max(this.clientWidth, 200)}px`;
    const loaded = new Promise<void>((resolve) => {
      probe.onload = (): void => resolve();
    });
    probe.srcdoc = content;
    this.append(probe);
    await Promise.race([loaded, new Promise<void>((resolve) => setTimeout(resolve, 2000))]);
    const height = probe.contentDocument?.documentElement.scrollHeight ?? 240;
    probe.remove();
    return Math.min(Math.max(height + 2, LEAST), MOST);
  }
}

customElements.define("rg-html", Html);
