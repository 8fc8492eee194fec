// One decision threshold for all panels that show the same scores: moving it in one moves it in the others.

const current = new Map<string, number>();
const followers = new Set<(source: string) => void>();

export const thresholdOf = (source: string): number | undefined => current.get(source);

export function setThreshold(source: string, value: number): void {
  current.set(source, value);
  for (const follow of [...followers]) follow(source);
}

/** The ends of a slider over thresholds: probabilities have 0 to 1 in all panels, so that one value has one place. */
export const slid = (low: number, high: number): [number, number] => (low >= 0 && high <= 1 ? [0, 1] : [low, high]);

/** Call `follow` when the threshold of some scores changes, until the returned function is called. */
export function followThreshold(follow: (source: string) => void): () => void {
  followers.add(follow);
  return () => followers.delete(follow);
}
