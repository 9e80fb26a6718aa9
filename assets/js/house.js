/** Pages that only count down. */

import { countdowns } from "./countdown.js";

countdowns();
