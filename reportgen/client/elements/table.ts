// <rg-table>: rows of any number, filtered, sorted and grouped by a worker, with media in their cells.

import { block, keepPictures, type Numbers, RgElement, subscribe } from "../core";
import { opening } from "../media_browser/opening";
import { revived } from "../query/whole";
import { TableMedia } from "../table/media";
import { language, startAsker } from "../table/questions/asker";
import { TableView } from "../table/table";
import { textsOf } from "../table/talk_rows";
import { columnsOf, type View } from "../table/view";

class Table extends RgElement {
  private table: TableView | undefined;
  private media: TableMedia | undefined;
  private stops: (() => void)[] = [];

  protected override async wake(signal: AbortSignal): Promise<void> {
    keepPictures(this);
    if (!this.table) {
      const view = await block<View>(this.dataset.view ?? "");
      if (view.groups)
        view.groups = view.groups.map(({ keys, ...told }) => ({ ...told, keys: revived(keys) as unknown[] }));
      view.place = [...document.querySelectorAll<HTMLElement>("rg-table")]
        .filter((other) => other.dataset.name === this.dataset.name)
        .indexOf(this);
      const [columns, library, places] = await Promise.all([columnsOf(view), language(), block<Numbers>(view.places)]);
      const asker = startAsker(
        view.rows,
        columns.map(({ get: _, cells: __, runs: ___, colors: ____, talks: _____, ...stored }) => stored),
        () => textsOf(view, columns),
      );
      if (signal.aborted) return asker.stop();
      const table = (this.table = new TableView(view, columns, places, asker, library));
      this.media = new TableMedia(table);
      await table.begin(this.media);
      const line = view.pool && table.element.querySelector(".rg-ask");
      if (line) line.addEventListener("focusin", () => asker.prepare?.(), { once: true });
      this.replaceChildren(table.element);
      this.classList.add("rg-table-live");
      table.shown();
      if (signal.aborted) return; // it rests already
    }
    this.stops = [
      subscribe((now, before) => {
        if (now.settings !== before.settings) this.table?.follow();
        if (now.hidden !== before.hidden) void this.table?.refresh();
      }),
      opening(this, () => this.media?.lookUp()),
    ];
    this.table.follow(); // the address may have changed meanwhile
  }

  protected override rest(): void {
    for (const stop of this.stops.splice(0)) stop();
  }
}

customElements.define("rg-table", Table);
