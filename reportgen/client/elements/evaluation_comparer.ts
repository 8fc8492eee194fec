// <rg-evaluation-comparer>: the reader chooses two runs; a count of right and wrong asks the table of samples.

import { block, button, choose, chosen, create, page, RgElement, say, set, state, subscribe } from "../core";
import type { EvaluationComparerPayload, EvaluationPairPayload } from "../payloads";

/** The setting that names the pair in the address: its runs, task and stratum. */
const PAIR = "pair";
/** What the questions of this panel are called among those of a table. */
const ASKED = "who was right";

const nameOf = ({ runs, stratum }: EvaluationPairPayload): string => [...runs, stratum].filter(String).join("-");

/** A table of samples that joins those of two runs: where the address keeps what it is asked, and their places. */
interface Joined {
  readonly element: HTMLElement;
  readonly key: string;
  readonly places: readonly number[];
}

function joinedOf(runs: readonly number[]): Joined | undefined {
  const seen = new Map<string, number>();
  for (const element of document.querySelectorAll<HTMLElement>("rg-table")) {
    const name = element.dataset.name ?? "";
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    const joined = (element.dataset.runs ?? "").split(" ").map(Number);
    const places = runs.map((run) => joined.indexOf(run));
    if (!places.includes(-1)) return { element, key: `table.${name}${number > 1 ? `.${number}` : ""}`, places };
  }
  return undefined;
}

/** The question of a pair as its table understands it: by the places of the runs there. */
const askedOf = (question: string, { places }: Joined): string =>
  question.replace(/\$([01])(?=\[")/g, (_, side: string) => `$${places[Number(side)] ?? 0}`);

/** What the address keeps of how a table is looked at, of which these are this panel's. */
interface Asked {
  readonly only?: Record<string, string>;
  readonly pair?: readonly number[];
}

function lookOf(key: string): Asked {
  try {
    return JSON.parse(state.settings[key] ?? "{}") as Asked;
  } catch {
    return {}; // an address that was cut
  }
}

/** Have a table show the rows of a pair for which a question is true; none shows all rows and runs. */
function ask({ key, places }: Joined, question: string | undefined): void {
  const { only = {}, pair: _, ...look } = lookOf(key);
  const { [ASKED]: __, ...others } = only;
  const now = question ? { ...others, [ASKED]: question } : others;
  const told = {
    ...look,
    ...(Object.keys(now).length ? { only: now } : {}),
    ...(question && places.length > 1 ? { pair: places } : {}),
  };
  set(key, Object.keys(told).length ? JSON.stringify(told) : null, true);
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
      const tasks = new Set(this.pairs.map(({ task }) => task));
      for (const pair of this.pairs) {
        const [first, second] = pair.runs;
        const runs = say("{first} and {second}", { first: nameOfRun(first), second: nameOfRun(second) });
        const task = tasks.size > 1 ? pair.task : "";
        select.append(
          create("option", { value: nameOf(pair) }, [runs, task, pair.stratum].filter(Boolean).join(" · ")),
        );
      }
      select.addEventListener("change", () => choose(this, PAIR, select.selectedIndex ? select.value : null));
      this.select = select;
      this.prepend(create("div", { class: "rg-tools rg-control" }, create("label", {}, `${say("Compared")} `, select)));
    }
    for (const section of this.querySelectorAll<HTMLElement>("section[data-pair]")) {
      const pair = this.pairs[Number(section.dataset.pair)];
      const table = pair && joinedOf(pair.runs);
      for (const item of section.querySelectorAll<HTMLElement>("[data-outcome]")) {
        const question = pair?.questions[item.dataset.outcome ?? ""];
        if (!question || !table) continue;
        const show = button("", () => this.ask(table, askedOf(question, table)), {
          class: item.matches("li") ? "rg-outcome" : "rg-asks",
          title: say("Show these samples in the table"),
        });
        show.append(...item.childNodes);
        item.append(show);
      }
    }
  }

  private ask(table: Joined, question: string): void {
    const isOn = lookOf(table.key).only?.[ASKED] === question;
    ask(table, isOn ? undefined : question);
    if (isOn) return;
    for (let fold = table.element.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
      fold.open = true;
    (table.element.closest(".rg-panel") ?? table.element).scrollIntoView({ block: "start" });
    table.element.querySelector<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
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
      const table = pair && joinedOf(pair.runs);
      const asked = table && lookOf(table.key).only?.[ASKED];
      for (const item of section.querySelectorAll<HTMLElement>("[data-outcome]")) {
        const question = pair?.questions[item.dataset.outcome ?? ""];
        const isOn = Boolean(asked && table && question && askedOf(question, table) === asked);
        item.querySelector("button")?.setAttribute("aria-pressed", String(isOn));
      }
    }
  }
}

customElements.define("rg-evaluation-comparer", EvaluationComparer);
