// <rg-evaluation-comparer>: the reader chooses two runs; a count of right and wrong asks the table of samples.

import { block, button, choose, chosen, create, page, RgElement, say, set, state, subscribe } from "../core";
import type { EvaluationComparerPayload, EvaluationPairPayload } from "../payloads";

/** The setting that names the pair in the address: the places of its runs, and its stratum. */
const PAIR = "pair";
/** What the questions of this panel are called among those of a table. */
const ASKED = "compare where";

const nameOf = ({ runs, stratum }: EvaluationPairPayload): string => [...runs, stratum].filter(String).join("-");

/** The panel that joins the tables of samples of all runs. */
function tableOf(name: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>("rg-table")].find(({ dataset }) => dataset.name === name);
}

/** Have a table show the rows for which a question is true, and no others; none shows all. */
function ask(name: string, question: string | undefined): void {
  const key = `table.${name}`;
  let look: { only?: Record<string, string> } = {};
  try {
    look = JSON.parse(state.settings[key] ?? "{}") as typeof look;
  } catch {
    // An address that was cut: begin as the spec says.
  }
  const { [ASKED]: _, ...others } = look.only ?? {};
  const only = question ? { ...others, [ASKED]: question } : others;
  const { only: __, ...rest } = look;
  const told = Object.keys(only).length ? { ...rest, only } : rest;
  set(key, Object.keys(told).length ? JSON.stringify(told) : null);
}

class EvaluationComparer extends RgElement {
  private stop: (() => void) | undefined;
  private pairs: readonly EvaluationPairPayload[] = [];
  private select: HTMLSelectElement | undefined;

  protected override async wake(): Promise<void> {
    if (!this.pairs.length) {
      this.pairs = (await block<EvaluationComparerPayload>(this.dataset.view ?? "")).pairs;
      const names = new Map((await page()).runs.map(({ index, name }) => [index, name]));
      this.build((run) => names.get(run) ?? "");
    }
    this.follow();
    this.stop = subscribe((now, before) => {
      if (now.settings !== before.settings) this.follow();
    });
  }

  protected override rest(): void {
    this.stop?.();
  }

  private build(nameOfRun: (run: number) => string): void {
    if (this.pairs.length > 1) {
      const select = create("select", { "aria-label": say("Runs compared") });
      for (const pair of this.pairs) {
        const [first, second] = pair.runs;
        const runs = say("{first} and {second}", { first: nameOfRun(first), second: nameOfRun(second) });
        select.append(create("option", { value: nameOf(pair) }, [runs, pair.stratum].filter(Boolean).join(" · ")));
      }
      select.addEventListener("change", () => choose(this, PAIR, select.selectedIndex ? select.value : null));
      this.select = select;
      this.prepend(create("div", { class: "rg-tools rg-control" }, create("label", {}, `${say("Compared")} `, select)));
    }
    for (const section of this.querySelectorAll<HTMLElement>("section[data-pair]")) {
      const pair = this.pairs[Number(section.dataset.pair)];
      for (const item of section.querySelectorAll<HTMLElement>("li[data-outcome]")) {
        const question = pair?.questions[item.dataset.outcome ?? ""];
        const table = pair && question ? tableOf(pair.table) : undefined;
        if (!pair || !question || !table) continue;
        const show = button("", () => this.show(pair, question, table), { class: "rg-outcome" });
        show.append(...item.childNodes);
        item.append(show);
      }
    }
  }

  private show(pair: EvaluationPairPayload, question: string, table: HTMLElement): void {
    const isOn = this.asked(pair) === question;
    ask(pair.table, isOn ? undefined : question);
    if (isOn) return;
    for (let fold = table.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
      fold.open = true;
    table.scrollIntoView({ block: "start" });
  }

  private asked(pair: EvaluationPairPayload): string | undefined {
    try {
      const look = JSON.parse(state.settings[`table.${pair.table}`] ?? "{}") as { only?: Record<string, string> };
      return look.only?.[ASKED];
    } catch {
      return undefined;
    }
  }

  private follow(): void {
    const wanted = chosen(this, PAIR);
    const place = Math.max(
      this.pairs.findIndex((pair) => nameOf(pair) === wanted),
      0,
    );
    if (this.select) this.select.selectedIndex = place;
    for (const section of this.querySelectorAll<HTMLElement>("section[data-pair]")) {
      const number = Number(section.dataset.pair);
      section.hidden = number !== place;
      const pair = this.pairs[number];
      const asked = pair && this.asked(pair);
      for (const item of section.querySelectorAll<HTMLElement>("li[data-outcome]"))
        item
          .querySelector("button")
          ?.setAttribute(
            "aria-pressed",
            String(Boolean(asked) && pair?.questions[item.dataset.outcome ?? ""] === asked),
          );
    }
  }
}

customElements.define("rg-evaluation-comparer", EvaluationComparer);
