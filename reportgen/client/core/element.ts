// Custom elements that wake when scrolled near and rest when far, so that a long report costs what is in view.

import { boot } from "./data/blocks";
import { during } from "./idle";

const NEAR = "800px 0px";
const FAR = "4000px 0px";

const elementOf = new WeakMap<Element, RgElement>();

const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (entry.isIntersecting) elementOf.get(entry.target)?.approach();
  },
  { rootMargin: NEAR },
);

const far = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) if (!entry.isIntersecting) elementOf.get(entry.target)?.depart();
  },
  { rootMargin: FAR },
);

export abstract class RgElement extends HTMLElement {
  private visit: AbortController | null = null;

  /**
   * Become live: called each time that the element comes near the view. When `signal` is aborted while waiting for
   * something, the element has gone far again and must leave nothing behind.
   */
  protected abstract wake(signal: AbortSignal): Promise<void> | void;

  /** Let go of what can be made again. */
  protected rest(): void {}

  connectedCallback(): void {
    elementOf.set(this, this);
    this.watch(true);
  }

  /** Wait for the one thing that can happen next: a page of a thousand elements is looked at in every frame. */
  private watch(on: boolean): void {
    near.unobserve(this);
    far.unobserve(this);
    if (on) (this.visit ? far : near).observe(this);
  }

  /** What is only moved to another place stays awake. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.depart();
      this.watch(false);
    });
  }

  approach(): void {
    if (this.visit) return;
    const visit = new AbortController();
    this.visit = visit;
    this.watch(true);
    during(Promise.resolve(this.wake(visit.signal))).then(
      () => {
        if (!visit.signal.aborted) this.classList.add("rg-awake");
      },
      (error: unknown) => console.error(`${this.localName}:`, error),
    );
  }

  depart(): void {
    if (!this.visit) return;
    this.visit.abort();
    this.visit = null;
    this.watch(true);
    this.classList.remove("rg-awake");
    this.rest();
  }
}

type Props = Record<string, string | number | boolean | null | undefined>;

/** Make an element; `text` and attributes are always text, never markup. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Props = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

export function button(text: string, click: () => void, attributes: Props = {}): HTMLButtonElement {
  const element = create("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", click);
  return element;
}

/** Load a large library that only some elements need; resolves to what it puts on the global object. */
export async function library<T>(name: string): Promise<T> {
  await boot.load(`libraries/${name}`);
  return loaded<T>(name) as T;
}

/** What a script of the page put on the global object; nothing where the page has no such script. */
export const loaded = <T>(name: string): T | undefined =>
  (globalThis as unknown as Record<string, T | undefined>)[`reportgen_${name}`];
