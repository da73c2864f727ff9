/** The page's script and style. The bundle contains their text instead of this file: see cli/bin/bundle.cjs. */
import { buildAssets, type PageAssets } from "./build.cjs";

let made: PageAssets | undefined;

/** The assets, made once per process. */
export function pageAssets(): PageAssets {
  return (made ??= buildAssets());
}
