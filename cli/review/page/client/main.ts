/** The page's script. What it shows is in the page already, in elements that a browser with scripts keeps as text. */
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
