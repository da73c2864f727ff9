/** The page's script and style. In the bundle this file is replaced by what it makes: see cli/bin/bundle.cjs. */
import { buildAssets, type PageAssets } from "./build.cjs";

let made: PageAssets | undefined;

/** Made once in a process. */
export function pageAssets(): PageAssets {
  return (made ??= buildAssets());
}
