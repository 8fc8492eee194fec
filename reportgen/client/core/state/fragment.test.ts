import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { anchorOf, idOf, NOTHING_SET, readView, type State, viewOf, withView } from "./fragment";

const { scheme: _, hovered: _hovered, ...NOTHING } = NOTHING_SET;
const IDS = [..."abcdefghijklmnopqrstuvwxyz"];

test("an address restores what was set, whatever the texts", () => {
  const state: State = {
    hidden: new Set([4, 0, 11]),
    focused: new Set([3]),
    hovered: new Set([1]),
    axis: "a~b & c=d #1",
    smoothing: 0.65,
    logY: false,
    step: 12.5,
    at: { key: "epoch: of all", value: 3 },
    large: "line-plot-loss.2",
    picture: "media-browser a 3 0 val/~image & more",
    settings: { "scene.size": "4", "table~1": "é&=", empty: "" },
    scheme: "dark",
  };
  const { scheme: __, hovered: __hovered, ...set } = state;
  deepEqual(readView(`#results${withView("", viewOf(state, IDS))}`, IDS), set);
  const log = viewOf({ ...state, logY: true }, IDS);
  deepEqual(readView(`#results${withView("", log)}`, IDS), { ...set, logY: true });
});

test("nothing set is no part of the address", () => {
  equal(viewOf(NOTHING_SET), "");
  equal(withView("results", ""), "results");
  equal(withView("", "hide=1"), "~hide=1");
  deepEqual(readView(""), NOTHING);
  deepEqual(readView("#results"), NOTHING);
});

test("hidden runs are in order, so that one view has one address", () => {
  equal(viewOf({ ...NOTHING_SET, hidden: new Set([10, 9, 1]) }, IDS), "hide=b.j.k");
});

test("runs stand in the address by their ids, so that a report of more runs opens the same", () => {
  const later = ["new", ...IDS.slice(0, 5).reverse(), "newer"];
  deepEqual(readView("#~hide=b.d&focus=a.gone", later).hidden, new Set([4, 2]));
  deepEqual(readView("#~focus=a.gone", later).focused, new Set([5]));
});

test("where most runs are hidden the address says which ones are shown", () => {
  const ids = IDS.slice(0, 5);
  const only = { ...NOTHING_SET, hidden: new Set([0, 1, 2, 4]) };
  equal(viewOf(only, ids), "show=d");
  deepEqual(readView("#~show=d", ids).hidden, only.hidden);
  const none = { ...NOTHING_SET, hidden: new Set([0, 1, 2, 3, 4]) };
  deepEqual(readView(`#~${viewOf(none, ids)}`, ids).hidden, none.hidden);
});

test("what cannot be read is as if it was not there", () => {
  deepEqual(readView("#~hide=b.x2.c.f&smooth=&log=maybe&step=abc&at=epoch&other=1", IDS), {
    ...NOTHING,
    hidden: new Set([1, 2, 5]),
  });
  deepEqual(readView("#~at=x:epoch").at, null);
  deepEqual(readView("#~hide=.").hidden, new Set());
  equal(readView("#~step=Infinity").step, null);
});

test("smoothing stays below one", () => {
  equal(readView("#~smooth=7").smoothing, 0.99);
  equal(readView("#~smooth=-1").smoothing, 0);
});

test("anchors", () => {
  equal(anchorOf("#results~hide=2"), "results");
  equal(anchorOf("#~hide=2"), "");
  equal(anchorOf(""), "");
  equal(idOf("gr%C3%B6%C3%9Fe"), "größe");
  equal(idOf("gr%C3"), "gr%C3");
});
