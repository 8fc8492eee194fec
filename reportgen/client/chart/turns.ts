// Charts are drawn one after the other, with room between for the reader's scrolling and typing.

let last: Promise<void> = Promise.resolve();

/** Let the browser do what waits, and go on as a task of its own. */
export const pause = (): Promise<void> => new Promise((done) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { channel.port1.close(); done(); };
  channel.port2.postMessage(null);
});

/** Do some work when the work asked for before is done, as a task of its own. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(pause).then(work);
  last = mine.then(() => undefined, () => undefined);
  return mine;
}
