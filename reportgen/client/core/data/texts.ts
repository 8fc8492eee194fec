// The page's own words in its language. The page carries those that its code uses; in English it carries none.

type Places = Readonly<Record<string, string | number | undefined>>;
type Texts = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

let texts: Texts | undefined;
let rules: Intl.PluralRules | undefined;

const known = (): Texts => {
  texts ??= JSON.parse(globalThis.document?.getElementById("rg-texts")?.textContent ?? "{}") as Texts;
  return texts;
};

/** A text of the page, written in English, in the page's language, each {place} filled in. */
export function say(text: string, places?: Places): string {
  const said = known()[text] ?? text;
  return filled(typeof said === "string" ? said : (said.other ?? text), places);
}

/** A count with its noun: 1 row, 1,200 rows. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  const n = count.toLocaleString("en-US");
  const said = known()[`{n} ${many}`];
  if (said === undefined) return `${n} ${count === 1 ? noun : many}`;
  if (typeof said === "string") return filled(said, { n });
  rules ??= new Intl.PluralRules(document.documentElement.lang || "en");
  return filled(said[rules.select(count)] ?? said.other ?? many, { n });
}

const filled = (text: string, places: Places = {}): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in places ? String(places[name] ?? "") : whole));
