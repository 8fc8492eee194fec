// Charts are loaded and drawn one after the other, the one nearest to the view first, with room between for the reader's
// scrolling and typing.

interface Job {
  element: Element;
  run(): Promise<void>;
}

const waiting: Job[] = [];
let running = false;

/** Let the browser do what waits, and go on as a task of its own. */
export const pause = (): Promise<void> =>
  new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      done();
    };
    channel.port2.postMessage(null);
  });

/** Do some work for an element when it is its turn, as a task of its own. */
export function inTurn(element: Element, work: () => Promise<void>): Promise<void> {
  const done = new Promise<void>((resolve, reject) =>
    waiting.push({ element, run: () => work().then(resolve, reject) }),
  );
  if (!running) void drain();
  return done;
}

async function drain(): Promise<void> {
  running = true;
  while (waiting.length) {
    await pause();
    await waiting.splice(nearest(), 1)[0]?.run();
  }
  running = false;
}

/** The job whose element is nearest to the middle of the window. */
function nearest(): number {
  let best = 0;
  let reach = Infinity;
  waiting.forEach(({ element }, i) => {
    const box = element.getBoundingClientRect();
    const far = Math.abs(box.top + box.height / 2 - innerHeight / 2);
    if (far < reach) {
      reach = far;
      best = i;
    }
  });
  return best;
}
