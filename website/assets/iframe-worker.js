/* Search where the site is opened from a disk: browsers start no worker there, so its script runs in a hidden frame. */
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(address) {
      this.onmessage = null;
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inner = this.frame.contentWindow;
      inner.postMessage = (data) => {
        const sent = structuredClone(data);
        setTimeout(() => this.onmessage?.({ data: sent }));
      };
      const script = inner.document.createElement("script");
      script.src = new URL(address, document.baseURI).href;
      script.onload = () => {
        const waiting = this.waiting;
        this.waiting = null;
        for (const data of waiting) this.postMessage(data);
      };
      inner.document.body.append(script);
    }
    postMessage(data) {
      if (this.waiting) {
        this.waiting.push(data);
        return;
      }
      const sent = structuredClone(data);
      setTimeout(() => this.frame.contentWindow?.onmessage?.({ data: sent }));
    }
    terminate() {
      this.frame.remove();
    }
  };
}
