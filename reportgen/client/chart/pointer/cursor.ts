// One crosshair over all charts that share an x axis: where the reader points in one, the others show a line.

export interface Cursor {
  axis: string;
  x: number;
  from: object;
}

const followers = new Set<(cursor: Cursor | null) => void>();

/** Call `follow` with each new place of the crosshair, until the returned function is called. */
export function followCursor(follow: (cursor: Cursor | null) => void): () => void {
  followers.add(follow);
  return () => followers.delete(follow);
}

export function moveCursor(cursor: Cursor | null): void {
  for (const follow of followers) follow(cursor);
}
