// Round values along a logarithmic axis: decades, or 1, 2 and 5 where they are few. reportgen/charts/ticks.py does the
// same for the static page.

const NOISE = 1e-9;

/** About `count` round values within [low, high], two at the least where there are any. */
function linear(low: number, high: number, count: number): number[] {
  for (const number of [count, 2 * count, 4 * count]) {
    const raw = high / number - low / number;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * power).find((each) => raw <= each * 1.0001) ?? 10 * power;
    const first = Math.ceil(low / step - NOISE);
    const found: number[] = [];
    for (let i = first; i <= high / step + NOISE && found.length < 50; i++) found.push(i * step);
    if (found.length > 1) return found;
  }
  return [low, high];
}

export function logTicks(low: number, high: number): number[] {
  if (!(low > 0 && high > low && high < Infinity)) return [low];
  const first = Math.max(Math.ceil(Math.log10(low) - NOISE), -307);
  const last = Math.min(Math.floor(Math.log10(high) + NOISE), 308);
  const power = (i: number, m = 1): number => Number(`${m}e${i}`);
  const decades: number[] = [];
  for (let i = first; i <= last; i++) decades.push(power(i));
  if (decades.length > 2) return decades.filter((_, i) => i % Math.max(1, Math.floor(decades.length / 6)) === 0);
  const found: number[] = [];
  for (let i = Math.max(first - 1, -300); i <= Math.min(last, 300); i++)
    for (const m of [1, 2, 5]) found.push(power(i, m));
  const inside = found.filter((value) => value >= low && value <= high);
  return inside.length > 1 ? inside : linear(low, high, 3);
}

/** So few values of a logarithmic axis are its ticks, this share of it apart. */
const FEW = 6;
const APART = 0.08;

/** Ticks where the values of a logarithmic axis are, if those are few and apart; else round ones. */
export function logTicksOf(values: readonly number[]): number[] {
  const known = [...new Set(values.filter((value) => value > 0 && value < Infinity))].sort((a, b) => a - b);
  const [low = 1, high = 10] = [known[0], known[known.length - 1]];
  const least = (Math.log10(high) - Math.log10(low)) * APART;
  const apart = known.every((value, i) => i === 0 || Math.log10(value) - Math.log10(known[i - 1] ?? value) >= least);
  return known.length > 1 && known.length <= FEW && apart ? known : logTicks(low, high);
}
