/** The front page: sales that have not begun count down by the house's clock. */

import { countdowns } from "./countdown.js";

countdowns();
