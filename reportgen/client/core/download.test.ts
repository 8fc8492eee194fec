import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { csv, csvCell, fileName } from "./download";

test("cells of CSV are read back as they were", () => {
  deepEqual([1.5, "a", 'say "a"', "a,b", "a\nb", null, undefined, true].map(csvCell), [
    "1.5",
    "a",
    '"say ""a"""',
    '"a,b"',
    '"a\nb"',
    "",
    "",
    "true",
  ]);
});

test("a text that a spreadsheet would run stays a text, a number a number", () => {
  deepEqual(["=1+1", "+1", "-1", "@a", "\ta", -1].map(csvCell), ["'=1+1", "'+1", "'-1", "'@a", "'\ta", "-1"]);
  equal(csvCell("=A1,B1"), `"'=A1,B1"`);
});

test("rows end as RFC 4180 says", async () => equal(await csv([["a", 1], [""]]).text(), "a,1\r\n\r\n"));

test("a title as a name of a file", () => {
  equal(fileName("val/mAP: all?"), "val-mAP- all-");
  equal(fileName("  "), "chart");
  equal(fileName("x".repeat(200)).length, 80);
});
