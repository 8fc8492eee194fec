// The core as the page loads it: what every element shares, and the page's state and side started once.

export * from ".";

import { startEnlarging } from "./controls/enlarge";
import { startFolds } from "./controls/folds";
import { startSide } from "./controls/side/side";
import { settle } from "./idle";
import { startPrint } from "./print";
import { tellHeight } from "./state/framed";
import { keepPlace } from "./state/place";
import { startState } from "./state/state";

startState(startFolds);
keepPlace();
startSide();
startPrint();
startEnlarging();
tellHeight();
settle();
