// The core as the page loads it: what every element shares, and the page's state and side started once.

export * from "./index";

import { settle } from "./idle";
import { startSide } from "./side";
import { startState } from "./state";

startState();
startSide();
settle();
