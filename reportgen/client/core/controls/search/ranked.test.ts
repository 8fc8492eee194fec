import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { type Found, ranked } from "./ranked";

const entry = (title: string, kind: Found["kind"] = "Panel", around = "", told = ""): Found => ({
  title,
  kind,
  around,
  told,
});
const titles = (entries: readonly Found[], text: string): string[] => ranked(entries, text).map(({ title }) => title);

const PAGE = [
  entry("Training", "Section"),
  entry("train/loss", "Panel", "Training"),
  entry("Losses", "Panel", "Training", "Line plot of train/loss and val/loss."),
  entry("loss"),
  entry("glossy"),
  entry("loss-run", "Run"),
];

test("the best match comes first, what a panel says of itself last", () => {
  deepEqual(titles(PAGE, "LOSS"), ["loss", "Losses", "loss-run", "train/loss", "glossy"]);
  deepEqual(titles(PAGE, "val/loss"), ["Losses"]);
});

test("all words must match, in any place", () => {
  deepEqual(
    titles(PAGE, "training loss"),
    ["Losses", "train/loss"].sort((a, b) => a.length - b.length),
  );
  deepEqual(titles(PAGE, "nothing"), []);
});

test("without a search the page is listed as it stands, without its runs", () => {
  deepEqual(titles(PAGE, " "), ["Training", "train/loss", "Losses", "loss", "glossy"]);
});
