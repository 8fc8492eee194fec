// The few names of three.js that are used, and the nodes of a live scene by what they hold.

export interface Attribute {
  array: Uint16Array;
  count: number;
  needsUpdate: boolean;
  getX(i: number): number;
  getY(i: number): number;
  getZ(i: number): number;
}

export interface Node {
  name: string;
  visible: boolean;
  isPoints?: boolean;
  renderOrder?: number;
  userData: Record<string, unknown>;
  parent?: Node | null;
  material?: { size?: number; sizeAttenuation?: boolean; needsUpdate?: boolean };
  geometry?: {
    attributes: { position: Attribute; color?: Attribute };
    index?: { count: number; getX(i: number): number } | null;
    setIndex(index: unknown): void;
  };
  add?(node: unknown): void;
  position: { x: number; y: number; z: number };
  scale: { x: number; y: number; z: number };
  traverse(each: (node: Node) => void): void;
}

export interface Graph extends Node {
  queueRender(): void;
}

/** Lines over everything else. */
export interface Strokes {
  set(ends: Float32Array, colors: Float32Array): void;
  wide(pixels: number): void;
  end(): void;
}

export interface Library {
  graph(element: unknown): Graph | undefined;
  every(count: number, step: number): unknown;
  strokes(): Strokes;
}

/** What a node of our own making is: "grid", "box 3"; nothing for what was logged, whatever it is called. */
export const markOf = (node: Node): string => String(node.userData.rg ?? "");

export interface ModelViewer extends HTMLElement {
  src: string;
  cameraOrbit: string;
  cameraTarget: string;
  fieldOfView: string;
  orientation: string;
  disableZoom: boolean;
  getCameraOrbit(): { theta: number; phi: number; radius: number };
  getCameraTarget(): { x: number; y: number; z: number };
  getFieldOfView(): number;
  getIdealAspect(): number;
  jumpCameraToGoal(): void;
  zoom(steps: number): void;
  queryHotspot(
    name: string,
  ): { canvasPosition: { x: number; y: number; z: number }; position: { x: number; y: number; z: number } } | null;
  positionAndNormalFromPoint(x: number, y: number): { position: { x: number; y: number; z: number } } | null;
  availableAnimations: string[];
  play(): void;
  pause(): void;
  paused: boolean;
}

/** Whether a program and no graphics card draws: everything takes many times as long. */
function isSoftware(context: WebGL2RenderingContext): boolean {
  const names = context.getExtension("WEBGL_debug_renderer_info");
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(
    String(context.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : context.RENDERER)),
  );
}

let context: WebGL2RenderingContext | null | undefined;

/** Whether the browser draws in 3D; asked once, and what is got is the one context that all scenes share. */
export function canDraw(): boolean {
  if (context === undefined) {
    const canvas = document.createElement("canvas");
    try {
      context = canvas.getContext("webgl2", {
        alpha: true,
        antialias: true,
        preserveDrawingBuffer: true,
        depth: true,
        stencil: false,
        premultipliedAlpha: true,
        powerPreference: "high-performance",
      });
    } catch {
      context = null;
    }
    const shared = globalThis as unknown as Record<string, unknown>;
    shared.reportgen_webgl = context;
    shared.reportgen_software = context ? isSoftware(context) : false;
  }
  return context !== null;
}
