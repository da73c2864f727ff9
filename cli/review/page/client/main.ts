/**
 * The page's script. The page already contains everything that it shows, in elements that a browser with scripts keeps
 * as text.
 */
import { filterRoles } from "./filter";
import { steerMap } from "./mapKeys";
import { showMore } from "./more";
import { openSheets } from "./panel";
import { printEverything } from "./print";
import { chooseScheme } from "./scheme";

document.documentElement.classList.add("scripted");
chooseScheme();
showMore();
filterRoles();
steerMap(document);
openSheets();
printEverything();
