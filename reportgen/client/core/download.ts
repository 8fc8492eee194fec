// What a reader saves from the page: files made here, and tables as CSV that spreadsheets read as text.

import { create } from "./element";

/** A title as a file name. */
export const fileName = (title: string, otherwise = "chart"): string =>
  title
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a name of a file holds none
    .replace(/[\\/:*?"<>|\u0000-\u001f]+/g, "-")
    .trim()
    .slice(0, 80) || otherwise;

export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  create("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A cell of CSV; text that a spreadsheet would run as a formula is kept as text. */
export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csv = (rows: Iterable<readonly unknown[]>): Blob =>
  new Blob(
    Array.from(rows, (row) => `${row.map(csvCell).join(",")}\r\n`),
    { type: "text/csv" },
  );
