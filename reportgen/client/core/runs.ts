// The runs of the page, as its side lists them.

export interface ListedRun {
  /** What stands for it in the page's address. */
  readonly id: string;
  readonly name: string;
  /** A short form of its name, which no other run has. */
  readonly short: string;
  /** The dash pattern of its lines, as in SVG; empty for a solid line. */
  readonly dash: string;
}

let listed: readonly ListedRun[] | undefined;

/** All runs by their numbers. */
export function listedRuns(): readonly ListedRun[] {
  listed ??= [...document.querySelectorAll<HTMLElement>(".rg-runs > li[data-run]")]
    .sort((a, b) => Number(a.dataset.run) - Number(b.dataset.run))
    .map((item) => {
      const name = item.querySelector("bdi");
      const short = name?.textContent ?? "";
      return { id: item.dataset.id ?? "", name: name?.title || short, short, dash: item.dataset.dash ?? "" };
    });
  return listed;
}

/** The dash pattern of a run's lines: the same in charts, legends and the side. */
export const dashOf = (run: number): string => listedRuns()[run]?.dash ?? "";

/** A short name of a run, which no other run of the page has. */
export const shortName = (run: number): string => listedRuns()[run]?.short ?? "";
